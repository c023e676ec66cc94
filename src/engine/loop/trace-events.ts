import type { Subject } from '../../core/model/resource.ts';
import type { TracedWork, Traces } from '../../ports/traces.ts';
import type { LoopEvent, OnLoopEvent } from './loop-event.ts';

type Event<Kind extends LoopEvent['kind']> = Extract<LoopEvent, { kind: Kind }>;

/** A span for each pass, in it one for each subject that it changed, and a mark for each deploy. */
export function traceEvents(traces: Pick<Traces, 'tell'>, now: () => Date): OnLoopEvent {
  /** Of passes that go on. */
  const finished = new Map<Subject, TracedWork>();
  return (event) => {
    const at = now().getTime();
    switch (event.kind) {
      case 'finished':
        if (event.result.outcome !== 'unchanged') {
          finished.set(event.result.subject, subjectWork(event, at));
        }
        return;
      case 'passed':
        traces.tell(passWork(event, at, takeFrom(finished, event.drift?.keys() ?? [])));
        return;
      case 'pass-failed':
        traces.tell({ ...mark('agentpod pass', at), failure: event.message });
        return;
      case 'loaded':
        if (event.changed.length + event.removed.length > 0) traces.tell(deployMark(event, at));
        return;
      case 'leading':
        finished.clear();
        return;
      default:
    }
  };
}

function subjectWork({ result, foundBy }: Event<'finished'>, at: number): TracedWork {
  const { subject, outcome, seconds, failure, message } = result;
  const [kind = '', tenant = '', pod] = subject.split('/');
  return {
    ...mark(`agentpod ${kind}`, at),
    start: at - seconds * 1000,
    attributes: {
      'agentpod.subject': subject,
      'agentpod.outcome': outcome,
      'agentpod.found_by': foundBy,
      ...(kind === 'tenant' || kind === 'pod' ? { 'agentpod.tenant': tenant } : {}),
      ...(pod === undefined ? {} : { 'agentpod.pod': pod }),
    },
    ...(failure === undefined ? {} : { failure: message }),
  };
}

function passWork(
  { seconds, subjects, failed, idle }: Event<'passed'>,
  at: number,
  parts: readonly TracedWork[],
): TracedWork {
  return {
    ...mark('agentpod pass', at),
    start: at - seconds * 1000,
    attributes: { 'agentpod.subjects': subjects, 'agentpod.idle': idle },
    ...(failed > 0 ? { failure: `${failed} failed` } : {}),
    parts,
  };
}

function deployMark({ revisions, changed, removed }: Event<'loaded'>, at: number): TracedWork {
  return {
    ...mark('agentpod deploy', at),
    attributes: {
      'agentpod.revisions': revisions,
      'agentpod.changed': changed.length,
      'agentpod.removed': removed.length,
    },
  };
}

function mark(name: string, at: number): TracedWork {
  return { name, start: at, end: at, attributes: {}, parts: [] };
}

function takeFrom(
  finished: Map<Subject, TracedWork>,
  subjects: Iterable<Subject>,
): readonly TracedWork[] {
  return [...subjects].flatMap((subject) => {
    const work = finished.get(subject);
    finished.delete(subject);
    return work ?? [];
  });
}
