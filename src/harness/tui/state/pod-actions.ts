import type { PodKey } from '../../../core/model/resource.ts';
import { splitPodKey } from '../../../core/model/resource.ts';
import { notice } from './notice.ts';
import { openPage } from './open-page.ts';
import { type Step, step, type TopState } from './top-state.ts';

/** What keys and commands do to a pod: always by a command line that does the same by hand. */

export function describe(state: TopState, pod: PodKey): Step {
  if (state.about.elsewhere) return openPage(state, { kind: 'pod', pod, top: 0, search: '' });
  const title = `describe ${pod}`;
  const argv = ['describe', 'pod', pod, ...state.about.manifests];
  return print(state, title, argv);
}

/** The link is for the eyes of who asked: it is shown, and kept nowhere. */
export function openLink(state: TopState, pod: PodKey): Step {
  return changing(state, () => print(state, `open ${pod}`, ['pod', 'open', pod, '--no-qr']));
}

export function openShell(state: TopState, pod: PodKey): Step {
  return changing(state, () => step(state, { kind: 'shell', pod }));
}

export function toggleSuspension(state: TopState, pod: PodKey): Step {
  const suspended = state.pods.find(({ key }) => key === pod)?.json.status.suspended ?? false;
  return act(state, suspended ? 'resume' : 'suspend', pod);
}

export function act(state: TopState, verb: 'suspend' | 'resume' | 'reconcile', pod: PodKey): Step {
  return changing(state, () => {
    const { manifests } = state.about;
    if (manifests.length === 0) {
      const text = `to ${verb}, start with -f: manifests say what is wanted`;
      return step(notice(state, 'warn', text));
    }
    if (verb === 'reconcile') {
      const { tenant } = splitPodKey(pod);
      return run(state, `reconcile ${tenant}`, [
        'apply',
        ...manifests,
        '--tenant',
        tenant,
        '--yes',
      ]);
    }
    return run(state, `${verb} ${pod}`, ['pod', verb, pod, ...manifests]);
  });
}

/** Asks for the name first: what is deleted here comes back only from a manifest. */
export function askToDelete(state: TopState, pod: PodKey): Step {
  return changing(state, () => step({ ...state, prompt: { kind: 'delete', text: '', pod } }));
}

export function deletePod(state: TopState, pod: PodKey): Step {
  return run(state, `delete ${pod}`, ['delete', 'pod', pod, '--yes']);
}

function changing(state: TopState, what: () => Step): Step {
  const { readOnly } = state.about;
  return readOnly === undefined ? what() : step(notice(state, 'warn', readOnly));
}

function run(state: TopState, what: string, argv: readonly string[]): Step {
  return step({ ...state, doing: [...state.doing, what] }, { kind: 'act', what, argv });
}

function print(state: TopState, title: string, argv: readonly string[]): Step {
  const page = openPage(state, { kind: 'text', title, lines: undefined, top: 0, search: '' });
  return step(page.state, ...page.effects, { kind: 'print', title, argv });
}
