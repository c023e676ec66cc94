import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Secret } from '../../core/model/secret.ts';
import { codeOf, reasonOf } from '../source/system-error.ts';

/** age keys from the places where `sops` looks: SOPS_AGE_KEY, SOPS_AGE_KEY_FILE, its own folder. */

export interface AgeIdentities {
  readonly keys: readonly Secret[];
  /** Places that held a key, for messages. */
  readonly places: readonly string[];
  /** What could not be used, a sentence each. */
  readonly problems: readonly string[];
}

interface Place {
  readonly name: string;
  readonly text: string | undefined;
  readonly problem?: string;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** `platform` is Node's name of it. */
export async function ageIdentities(env: Environment, platform: string): Promise<AgeIdentities> {
  const places: Place[] = [{ name: 'SOPS_AGE_KEY', text: env['SOPS_AGE_KEY'] }];
  const file = env['SOPS_AGE_KEY_FILE'];
  if (file) places.push(await readPlace(file, `SOPS_AGE_KEY_FILE (${file})`, true));
  const usual = usualFile(env, platform);
  if (usual !== undefined) places.push(await readPlace(usual, usual, false));
  const found = places.map(identitiesIn);
  return {
    keys: found.flatMap(({ keys }) => keys),
    places: found.filter(({ keys }) => keys.length > 0).map(({ name }) => name),
    problems: found.flatMap(({ problems }) => problems),
  };
}

/** Where `sops` looks when nothing is said. Undefined without a home folder. */
export function usualFile(env: Environment, platform: string): string | undefined {
  const { XDG_CONFIG_HOME: configured, HOME: home } = env;
  const own = platform === 'darwin' ? ['Library', 'Application Support'] : ['.config'];
  const folder = configured || (home ? join(home, ...own) : undefined);
  return folder && join(folder, 'sops', 'age', 'keys.txt');
}

async function readPlace(path: string, name: string, wanted: boolean): Promise<Place> {
  try {
    return { name, text: await readFile(path, 'utf8') };
  } catch (error) {
    if (!wanted && codeOf(error) === 'ENOENT') return { name, text: undefined };
    return { name, text: undefined, problem: `${name} cannot be read: ${reasonOf(error)}` };
  }
}

function identitiesIn({ name, text = '', problem }: Place) {
  const keys: Secret[] = [];
  const problems: string[] = problem === undefined ? [] : [problem];
  if (/^-+BEGIN AGE ENCRYPTED FILE|^age-encryption\.org/.test(text)) {
    problems.push(`${name} is protected by a passphrase, which cannot be asked for here`);
    return { name, keys, problems };
  }
  for (const [index, line] of text.split('\n').entries()) {
    const words = line.trimStart().startsWith('#') ? [] : line.split(/\s+/).filter(Boolean);
    for (const word of words) {
      if (/^AGE-SECRET-KEY-(PQ-)?1[A-Z0-9]+$/.test(word)) keys.push(new Secret(word));
      // Not repeated: what is wrong with it may be a slip of the pen in a real key.
      else problems.push(`line ${index + 1} of ${name} is not an age key that is known here`);
    }
  }
  return { name, keys, problems };
}
