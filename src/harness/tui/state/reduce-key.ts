import { offers } from './commands.ts';
import { fleetKey } from './fleet-keys.ts';
import { closePage, openPage } from './open-page.ts';
import { pageKey } from './page-keys.ts';
import {
  act,
  askToDelete,
  describe,
  openLink,
  openShell,
  toggleSuspension,
} from './pod-actions.ts';
import { promptKey } from './prompt-keys.ts';
import { podInSight } from './target.ts';
import { type Step, step, type TopState, viewOf, withView } from './top-state.ts';

/** What a key does: in a prompt, anywhere, in the view, or to the pod in sight. */
export function reduceKey(before: TopState, key: string): Step {
  const state: TopState = { ...before, notice: undefined };
  if (key === 'ctrl-c') return step(state, { kind: 'quit' });
  if (key === 'ctrl-z') return step(state, { kind: 'pause' });
  if (key === 'ctrl-l') return step(state, { kind: 'redraw' });
  if (state.prompt !== undefined) return promptKey(state, state.prompt, key);
  const view = viewOf(state);
  const own = view.kind === 'fleet' ? fleetKey(state, view, key) : pageKey(state, view, key);
  return own ?? anywhere(state, key) ?? aboutPod(state, key);
}

function anywhere(state: TopState, key: string): Step | undefined {
  switch (key) {
    case ':':
      return step({ ...state, prompt: { kind: 'command', text: '', offers: offers(state, '') } });
    case '/':
      return step({ ...state, prompt: { kind: 'find', text: foundText(state) } });
    case '?':
      return openPage(state, { kind: 'help', top: 0, search: '' });
    case 'A':
      return openPage(state, { kind: 'alerts', top: 0, search: '' });
    case 'S':
      return openPage(state, { kind: 'sources', top: 0, search: '' });
    case 'q':
      return state.views.length > 1 ? closePage(state) : step(state, { kind: 'quit' });
    case 'esc':
      return escaped(state);
    default:
      return undefined;
  }
}

function foundText(state: TopState): string {
  const view = viewOf(state);
  return view.kind === 'fleet' ? view.filter : view.search;
}

/** First the search goes, then the page. */
function escaped(state: TopState): Step {
  const view = viewOf(state);
  if (view.kind !== 'fleet' && view.search !== '') {
    return step(withView(state, { ...view, search: '' }));
  }
  return closePage(state);
}

function aboutPod(state: TopState, key: string): Step {
  const pod = podInSight(state);
  if (pod === undefined) return step(state);
  switch (key) {
    case 'd':
      return describe(state, pod);
    case 'y':
      return openPage(state, { kind: 'yaml', pod, top: 0, search: '' });
    case 'l':
      return openPage(state, {
        kind: 'logs',
        pod,
        top: 'end',
        search: '',
        lines: [],
        waiting: undefined,
        ended: undefined,
      });
    case 'e':
      return openPage(state, { kind: 'events', pod, top: 'end', search: '' });
    case 'p':
      return openPage(state, { kind: 'plan', pod, top: 0, search: '' });
    case 's':
      return openShell(state, pod);
    case 'o':
      return openLink(state, pod);
    case 'space':
      return toggleSuspension(state, pod);
    case 'r':
      return act(state, 'reconcile', pod);
    case 'ctrl-d':
      return askToDelete(state, pod);
    default:
      return step(state);
  }
}
