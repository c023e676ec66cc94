import { type CompletionEntry, verbsOf } from './completion-table.ts';

/** The script for fish. */
export function fishCompletion(entries: readonly CompletionEntry[]): string {
  const verbs = verbsOf(entries);
  const groups = [...verbs].filter(([, second]) => second.length > 0);
  return `# fish completion for agentpod. Put it into ~/.config/fish/completions/agentpod.fish
complete -c agentpod -f
complete -c agentpod -n __fish_use_subcommand -a "${[...verbs.keys()].join(' ')}"
${groups
  .map(
    ([group, second]) =>
      `complete -c agentpod -n "${seen(group)}; and not ${seen(...second)}" -a "${second.join(' ')}"`,
  )
  .join('\n')}
${entries.flatMap(fishLines).join('\n')}
`;
}

function fishLines({ words, options, names }: CompletionEntry): string[] {
  const condition = words.map((word) => seen(word)).join('; and ');
  const lines = options.map(
    (option) => `complete -c agentpod -n "${condition}" ${fishOption(option, words)}`,
  );
  if (names === 'kinds') {
    lines.push(
      `complete -c agentpod -n "${condition}; and not ${seen('pod', 'pods', 'tenant', 'tenants')}" -a "pods tenants"`,
      `complete -c agentpod -n "${condition}; and ${seen('pod', 'pods')}" -a "(agentpod __complete pods 2>/dev/null)"`,
      `complete -c agentpod -n "${condition}; and ${seen('tenant', 'tenants')}" -a "(agentpod __complete tenants 2>/dev/null)"`,
    );
  } else if (names !== 'none') {
    lines.push(
      `complete -c agentpod -n "${condition}" -a "(agentpod __complete ${names} 2>/dev/null)"`,
    );
  }
  return lines;
}

function seen(...words: readonly string[]): string {
  return `__fish_seen_subcommand_from ${words.join(' ')}`;
}

function fishOption(option: string, words: readonly string[]): string {
  if (option.startsWith('--')) return `-l ${option.slice(2)}`;
  const takesFile = option === '-f' && words[0] !== 'logs';
  return `-s ${option.slice(1)}${takesFile ? ' -r -F' : ''}`;
}
