import { type CompletionEntry, verbsOf } from './completion-table.ts';

/** The script for bash: static words here, names of tenants and pods asked for on the fly. */
export function bashCompletion(entries: readonly CompletionEntry[]): string {
  const verbs = verbsOf(entries);
  const groups = [...verbs].filter(([, second]) => second.length > 0);
  return `# bash completion for agentpod. Load it with: source <(agentpod completion bash)
_agentpod() {
  local current="\${COMP_WORDS[COMP_CWORD]}" first="\${COMP_WORDS[1]}" second="\${COMP_WORDS[2]}"
  local words=""
  COMPREPLY=()
  if [ "$COMP_CWORD" -eq 1 ]; then
    words="${[...verbs.keys()].join(' ')}"
  elif [ "\${COMP_WORDS[COMP_CWORD-1]}" = "-f" ] && [ "$first" != "logs" ]; then
    COMPREPLY=($(compgen -f -- "$current"))
    return
  else
    case "$first $second" in
${groups.flatMap(([group, second]) => second.map((word) => bashCase(`"${group} ${word}"*`, entries, [group, word]))).join('\n')}
    esac
    if [ -z "$words" ]; then
      case "$first" in
${groups.map(([group, second]) => `        ${group}) [ "$COMP_CWORD" -eq 2 ] && words="${second.join(' ')}" ;;`).join('\n')}
${[...verbs]
  .filter(([, second]) => second.length === 0)
  .map(([word]) => bashCase(word, entries, [word]))
  .join('\n')}
      esac
    fi
  fi
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
_agentpod_names() {
  agentpod __complete "$1" 2>/dev/null
}
_agentpod_kinds() {
  case "$1" in
    pod|pods|po) _agentpod_names pods ;;
    tenant|tenants|tn) _agentpod_names tenants ;;
    *) echo pods tenants ;;
  esac
}
complete -o default -F _agentpod agentpod
`;
}

function bashCase(
  pattern: string,
  entries: readonly CompletionEntry[],
  words: readonly string[],
): string {
  const entry = entries.find((item) => item.words.join(' ') === words.join(' '));
  const options = entry?.options.join(' ') ?? '';
  return `      ${pattern}) words="${options}${bashNames(entry?.names ?? 'none')}" ;;`;
}

/** Names are asked for only while no option is being typed: each question starts a process. */
function bashNames(names: CompletionEntry['names']): string {
  if (names === 'none') return '';
  const question = names === 'kinds' ? '_agentpod_kinds "$second"' : `_agentpod_names ${names}`;
  return ` $([ "\${current:0:1}" = "-" ] || ${question})`;
}
