import type { Definition } from 'clipanion';

/** What a shell needs to know of one command. */
export interface CompletionEntry {
  /** Without the binary's name. */
  readonly words: readonly string[];
  readonly description: string;
  readonly options: readonly string[];
  /** Which names the command takes: from the records, on the fly. */
  readonly names: 'pods' | 'tenants' | 'kinds' | 'none';
}

const NAMES_BY_COMMAND: Readonly<Record<string, CompletionEntry['names']>> = {
  get: 'kinds',
  describe: 'kinds',
  delete: 'kinds',
  wait: 'kinds',
  drift: 'pods',
  'drift accept': 'pods',
  'drift revert': 'pods',
  health: 'pods',
  logs: 'pods',
  exec: 'pods',
  'token show': 'pods',
  'token rotate': 'pods',
  'secret set': 'tenants',
  'secret list': 'tenants',
  'secret rotate': 'tenants',
  'secret delete': 'tenants',
  'pod open': 'pods',
  'pod suspend': 'pods',
  'pod resume': 'pods',
};

export function completionEntries(definitions: readonly Definition[]): CompletionEntry[] {
  return definitions
    .map(({ path, description, options }) => {
      const words = path.split(' ').slice(1);
      return {
        words,
        description: (description ?? '').trim(),
        options: options
          .flatMap(({ definition }) => definition.replace(/ #\d+/g, '').split(','))
          .sort(),
        names: NAMES_BY_COMMAND[words.join(' ')] ?? 'none',
      };
    })
    .sort((a, b) => a.words.join(' ').localeCompare(b.words.join(' ')));
}

/** First words, and for groups such as `pod` the second ones. */
export function verbsOf(
  entries: readonly CompletionEntry[],
): ReadonlyMap<string, readonly string[]> {
  const verbs = new Map<string, string[]>();
  for (const { words } of entries) {
    const [first, second] = words;
    if (first === undefined) continue;
    const known = verbs.get(first) ?? [];
    verbs.set(first, second === undefined ? known : [...known, second]);
  }
  return verbs;
}
