import { completed, offers, runCommand } from './commands.ts';
import { settled } from './fleet-cursor.ts';
import { notice } from './notice.ts';
import { searched } from './page-keys.ts';
import { deletePod } from './pod-actions.ts';
import { type Prompt, type Step, step, type TopState, viewOf, withView } from './top-state.ts';

/** Keys while something is typed. */
export function promptKey(state: TopState, prompt: Prompt, key: string): Step {
  switch (key) {
    case 'esc':
    case 'ctrl-g':
      return step(typed({ ...state, prompt: undefined }, prompt, ''));
    case 'enter':
      return entered(state, prompt);
    case 'tab':
      if (prompt.kind !== 'command') return step(state);
      return step(typed(state, prompt, completed(state, prompt.text)));
    case 'backspace':
      if (prompt.text === '') return step({ ...state, prompt: undefined });
      return step(typed(state, prompt, [...prompt.text].slice(0, -1).join('')));
    case 'ctrl-u':
      return step(typed(state, prompt, ''));
    default:
      return step(isText(key) ? typed(state, prompt, prompt.text + textOf(key)) : state);
  }
}

function entered(state: TopState, prompt: Prompt): Step {
  const closed: TopState = { ...state, prompt: undefined };
  switch (prompt.kind) {
    case 'command':
      return runCommand(state, prompt.text);
    case 'find':
      return step(closed);
    case 'delete':
      if (prompt.text === prompt.pod) return deletePod(closed, prompt.pod);
      return step(notice(closed, 'info', `not deleted: that is not ${prompt.pod}`));
  }
}

/** A filter and a search work while they are typed. */
function typed(state: TopState, prompt: Prompt, text: string): TopState {
  const open = state.prompt !== undefined;
  if (prompt.kind === 'command') {
    return open ? { ...state, prompt: { ...prompt, text, offers: offers(state, text) } } : state;
  }
  const next = open ? { ...state, prompt: { ...prompt, text } } : state;
  if (prompt.kind === 'delete') return next;
  const view = viewOf(next);
  return withView(
    next,
    view.kind === 'fleet' ? settled(next, { ...view, filter: text }) : searched(next, view, text),
  );
}

/** Names of other keys have several letters. */
function isText(key: string): boolean {
  return key === 'space' || [...key].length === 1;
}

function textOf(key: string): string {
  return key === 'space' ? ' ' : key;
}
