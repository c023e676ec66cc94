import type { LoopEvent } from './loop-event.ts';

/** What the server is at, for `/readyz` and whoever asks. */
export interface ServeStatus {
  readonly role: 'starting' | 'standby' | 'leader';
  /** Manifests were valid at least once, and a first look at everything is done. */
  readonly synced: boolean;
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
    case 'loaded':
      return { ...status, loaded: true, refused: [], revisions: event.revisions };
    case 'refused': {
      const lines = event.diagnostics.map(
        ({ file, line, message }) => `${file}:${line}: ${message}`,
      );
      return { ...status, refused: lines.slice(0, MOST_REFUSED) };
    }
    case 'passed':
      return status.loaded ? { ...status, synced: true } : status;
    default:
      return status;
  }
}

/** Why the server is not ready, in words; empty when it is. */
export function notReady({ role, synced, loaded, engine }: ServeStatus): string {
  if (role === 'standby') return 'standby: another server leads';
  if (role === 'starting') return 'the state is not open';
  if (!loaded) return 'no valid manifests were loaded yet';
  if (!engine) return 'the Docker Engine is not connected';
  return synced ? '' : 'the first look at everything is not done';
}
