import type { PodKey } from '../../../core/model/resource.ts';
import { splitPodKey } from '../../../core/model/resource.ts';
import type { Verb } from '../fleet.ts';
import type { Effect } from './effect.ts';
import { notice } from './notice.ts';
import { openPage } from './open-page.ts';
import { type Step, step, type TopState } from './top-state.ts';

/**
 * What keys and commands do to a pod: by a command line that does the same by hand, or by the server
 * whose fleet is shown.
 */

export function describe(state: TopState, pod: PodKey): Step {
  const { manifests, server = manifests } = state.about;
  return print(state, `describe ${pod}`, ['describe', 'pod', pod, ...server]);
}

/** The link is for the eyes of who asked: it is shown, and kept nowhere. */
export function openLink(state: TopState, pod: PodKey): Step {
  const title = `open ${pod}`;
  return changing(state, () =>
    state.about.server === undefined
      ? print(state, title, ['pod', 'open', pod, '--no-qr'])
      : shown(state, { kind: 'link', title, pod }),
  );
}

export function openShell(state: TopState, pod: PodKey): Step {
  return changing(state, () => {
    if (state.about.server === undefined) return step(state, { kind: 'shell', pod });
    const text = `not over a server; on its machine: agentpod exec -it ${pod} -- sh`;
    return step(notice(state, 'warn', text));
  });
}

export function toggleSuspension(state: TopState, pod: PodKey): Step {
  const suspended = state.pods.find(({ key }) => key === pod)?.json.status.suspended ?? false;
  return act(state, suspended ? 'resume' : 'suspend', pod);
}

export function act(state: TopState, verb: Verb, pod: PodKey): Step {
  return changing(state, () =>
    state.about.server === undefined ? actHere(state, verb, pod) : askServer(state, verb, pod),
  );
}

function askServer(state: TopState, verb: Verb, pod: PodKey): Step {
  const what = `${verb} ${pod}`;
  return step(doing(state, what), { kind: 'ask', what, verb, pod });
}

function actHere(state: TopState, verb: Verb, pod: PodKey): Step {
  const { manifests } = state.about;
  if (manifests.length === 0) {
    const text = `to ${verb}, start with -f (manifests say what is wanted) or with --server local`;
    return step(notice(state, 'warn', text));
  }
  if (verb === 'reconcile') {
    const { tenant } = splitPodKey(pod);
    return run(state, `reconcile ${tenant}`, ['apply', ...manifests, '--tenant', tenant, '--yes']);
  }
  return run(state, `${verb} ${pod}`, ['pod', verb, pod, ...manifests]);
}

/** Asks for the name first: what is deleted here comes back only from a manifest. */
export function askToDelete(state: TopState, pod: PodKey): Step {
  return changing(state, () => {
    if (state.about.server === undefined) {
      return step({ ...state, prompt: { kind: 'delete', text: '', pod } });
    }
    const text = `a server deletes ${pod} when its manifest is taken away: do that where they are`;
    return step(notice(state, 'warn', text));
  });
}

export function deletePod(state: TopState, pod: PodKey): Step {
  return run(state, `delete ${pod}`, ['delete', 'pod', pod, '--yes']);
}

function changing(state: TopState, what: () => Step): Step {
  const { readOnly } = state.about;
  return readOnly === undefined ? what() : step(notice(state, 'warn', readOnly));
}

function run(state: TopState, what: string, argv: readonly string[]): Step {
  return step(doing(state, what), { kind: 'act', what, argv });
}

function doing(state: TopState, what: string): TopState {
  return { ...state, doing: [...state.doing, what] };
}

function print(state: TopState, title: string, argv: readonly string[]): Step {
  return shown(state, { kind: 'print', title, argv });
}

/** A page for what is to come. */
export function shown(state: TopState, effect: Extract<Effect, { readonly title: string }>): Step {
  const { title } = effect;
  const page = openPage(state, { kind: 'text', title, lines: undefined, top: 0, search: '' });
  return step(page.state, ...page.effects, effect);
}
