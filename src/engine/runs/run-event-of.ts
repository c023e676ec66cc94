import type { RunEvent } from '../../core/runs/run-event.ts';
import type { LoopEvent } from '../loop/loop-event.ts';

/** What of the loop's news runs are about. */
export function runEventsOf(event: LoopEvent): readonly RunEvent[] {
  switch (event.kind) {
    case 'source-changed':
    case 'source-checked':
    case 'source-failed':
    case 'reading':
    case 'read':
      return [event];
    case 'finished': {
      const { subject, outcome, message, failure } = event.result;
      if (outcome === 'interrupted' || outcome === 'superseded') {
        return [{ kind: 'no-result', subject }];
      }
      const ok = failure === undefined && outcome !== 'blocked';
      return [{ kind: 'result', result: { subject, outcome, message, ok } }];
    }
    case 'queued':
      return [{ kind: 'no-result', subject: event.subject }];
    case 'untold': {
      const { subject, blocked } = event;
      const ok = blocked === undefined;
      const outcome = ok ? 'unchanged' : 'blocked';
      return [{ kind: 'result', result: { subject, outcome, message: blocked ?? '', ok } }];
    }
    case 'pass-failed':
      return event.subjects.map((subject) => ({
        kind: 'result',
        result: { subject, outcome: 'failed', message: event.message, ok: false },
      }));
    case 'plan-refused':
      return [{ kind: 'kept', message: `refused to delete: ${event.reasons.join('; ')}` }];
    case 'standby':
    case 'leading':
    case 'state-lost':
      return [{ kind: 'deposed' }];
    default:
      return [];
  }
}
