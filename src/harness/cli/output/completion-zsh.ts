import { type CompletionEntry, verbsOf } from './completion-table.ts';

/** The script for zsh, with descriptions. */
export function zshCompletion(entries: readonly CompletionEntry[]): string {
  const verbs = verbsOf(entries);
  return `#compdef agentpod
# zsh completion for agentpod. Put it on your fpath as _agentpod.
_agentpod() {
  local first="\${words[2]}" second="\${words[3]}" key
  local -a found
  if (( CURRENT == 2 )); then
    found=(
${[...verbs.keys()].map((word) => `      ${quote(`${word}:${describe(entries, word)}`)}`).join('\n')}
    )
    _describe command found
    return
  fi
  if [[ "\${words[CURRENT-1]}" == "-f" && "$first" != "logs" ]]; then
    _files
    return
  fi
  key="$first"
  case "$first" in
${[...verbs]
  .filter(([, second]) => second.length > 0)
  .map(zshGroup)
  .join('\n')}
  esac
  case "$key" in
${entries.map(zshCase).join('\n')}
  esac
}
compdef _agentpod agentpod
`;
}

function describe(entries: readonly CompletionEntry[], word: string): string {
  const exact = entries.find(({ words }) => words.join(' ') === word);
  return exact?.description ?? `commands for a ${word}`;
}

function zshGroup([group, second]: readonly [string, readonly string[]]): string {
  return `    ${group}) if (( CURRENT == 3 )); then compadd -- ${second.join(' ')}; return; fi; key="$first $second" ;;`;
}

function zshCase({ words, options, names }: CompletionEntry): string {
  const lines = [`compadd -- ${options.join(' ')}`];
  if (names === 'kinds') {
    lines.push(
      'if (( CURRENT == 3 )); then compadd -- pods tenants; elif [[ "$second" == t* ]]; then compadd -- $(agentpod __complete tenants 2>/dev/null); else compadd -- $(agentpod __complete pods 2>/dev/null); fi',
    );
  } else if (names !== 'none') {
    lines.push(`[[ "$PREFIX" == -* ]] || compadd -- $(agentpod __complete ${names} 2>/dev/null)`);
  }
  return `    ${quote(words.join(' '))}) ${lines.join('; ')} ;;`;
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
