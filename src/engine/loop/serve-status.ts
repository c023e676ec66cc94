import { podSubject, type Subject, tenantSubject } from '../../core/model/resource.ts';
import type { LoopEvent } from './loop-event.ts';

/** What the server is at, for `/readyz` and whoever asks. */
export interface ServeStatus {
  readonly role: 'starting' | 'standby' | 'leader';
  /** Manifests were valid at least once, and a first look at everything is done. */
  readonly synced: boolean;
  /** Of the manifests, and not looked at yet; empty from the first look at everything on. */
  readonly unseen: ReadonlySet<Subject>;
  readonly loaded: boolean;
  readonly engine: boolean;
  /** The latest manifests were refused; those before them are in force. */
  readonly refused: readonly string[];
  readonly revisions: readonly string[];
  /** Sources that cannot be looked at, with what is wrong. */
  readonly failing: Readonly<Record<string, string>>;
}

export const STARTING: ServeStatus = {
  role: 'starting',
  synced: false,
  unseen: new Set(),
  loaded: false,
  engine: false,
  refused: [],
  revisions: [],
  failing: {},
};

const MOST_REFUSED = 20;

export function nextStatus(status: ServeStatus, event: LoopEvent): ServeStatus {
  switch (event.kind) {
    case 'standby':
      return { ...STARTING, role: 'standby' };
    case 'leading':
      return { ...STARTING, role: 'leader' };
    case 'state-lost':
      return STARTING;
    case 'engine-connected':
      return { ...status, engine: true };
    case 'engine-lost':
      return { ...status, engine: false };
    case 'source-checked': {
      const { [event.source]: _, ...failing } = status.failing;
      return { ...status, failing };
    }
    case 'source-failed':
      return { ...status, failing: { ...status.failing, [event.source]: event.message } };
    case 'loaded': {
      const { revisions } = event;
      return withUnseen(
        { ...status, loaded: true, refused: [], revisions },
        newlyWanted(status, event),
      );
    }
    case 'refused': {
      const lines = event.diagnostics.map(
        ({ file, line, message }) => `${file}:${line}: ${message}`,
      );
      return { ...status, refused: lines.slice(0, MOST_REFUSED) };
    }
    case 'looked': {
      if (status.synced || !status.loaded) return status;
      return withUnseen(
        status,
        new Set([...status.unseen].filter((subject) => !event.subjects.includes(subject))),
      );
    }
    default:
      return status;
  }
}

/** What is asked for later is no part of the first look. */
function newlyWanted(
  { loaded, unseen }: ServeStatus,
  { desired }: Extract<LoopEvent, { kind: 'loaded' }>,
): ReadonlySet<Subject> {
  const wanted = new Set<Subject>([
    ...desired.tenants.map(({ name }) => tenantSubject(name)),
    ...desired.pods.map(({ key }) => podSubject(key)),
  ]);
  return loaded ? new Set([...unseen].filter((subject) => wanted.has(subject))) : wanted;
}

function withUnseen(status: ServeStatus, unseen: ReadonlySet<Subject>): ServeStatus {
  return { ...status, unseen, synced: status.synced || unseen.size === 0 };
}

/** Why the server is not ready, in words; empty when it is. */
export function notReady({ role, synced, loaded, engine }: ServeStatus): string {
  if (role === 'standby') return 'standby: another server leads';
  if (role === 'starting') return 'the state is not open';
  if (!loaded) return 'no valid manifests were loaded yet';
  if (!engine) return 'the Docker Engine is not connected';
  return synced ? '' : 'the first look at everything is not done';
}
