import type { ApplyEvent, SubjectResult } from '../../../engine/apply-result.ts';
import type { Clock } from '../../../ports/clock.ts';
import { LiveLines } from './live-lines.ts';
import { OUTCOME_TONE } from './outcome.ts';
import type { Output } from './output.ts';
import { safeLine } from './safe-text.ts';
import { stepText } from './steps.ts';
import { firstLine, seconds } from './words.ts';

/** Shows a running apply on stderr; `stop` leaves the terminal clean. */
export interface Progress {
  onEvent(event: ApplyEvent): void;
  /** A message beside the progress, whole and for good; shown even where progress is not. */
  say(text: string): void;
  stop(): void;
}

export interface ProgressOptions {
  /** Whether the apply waits until pods are ready. */
  readonly wait: boolean;
}

export function makeProgress(out: Output, clock: Clock, options: ProgressOptions): Progress {
  if (out.quiet) {
    return { onEvent: () => undefined, say: (text) => out.error(text), stop: () => undefined };
  }
  return out.redraws ? liveProgress(out, clock, options) : lineProgress(out, options);
}

/** For logs and CI: one line for each finished step, nothing that moves. */
function lineProgress(out: Output, { wait }: ProgressOptions): Progress {
  return {
    onEvent: (event) => {
      const line = isSkipped(event, wait) ? skippedLine(event) : eventLine(event, out.verbose);
      if (line !== undefined) out.note(`${line}\n`);
    },
    say: (text) => out.error(text),
    stop: () => undefined,
  };
}

/** With --no-wait the step that waits is passed over, though it begins and ends like any other. */
function isSkipped(event: ApplyEvent, wait: boolean): boolean {
  return (
    !wait && event.kind !== 'finished' && event.operation.action.kind === 'container.await-ready'
  );
}

function skippedLine(event: ApplyEvent): string | undefined {
  return event.kind === 'done' ? `${event.operation.subject}: started, not awaited` : undefined;
}

function eventLine(event: ApplyEvent, verbose: boolean): string | undefined {
  if (event.kind === 'finished') return undefined;
  const { subject, action } = event.operation;
  const step = stepText(action);
  switch (event.kind) {
    case 'started':
      return verbose ? `${subject}: ${step.doing}` : undefined;
    case 'progress':
      return verbose ? `${subject}: ${step.doing}: ${safeLine(event.message)}` : undefined;
    case 'done':
      return `${subject}: ${step.done} (${seconds(event.seconds)})`;
    case 'failed':
      // Why stands in the report at the end, once and in full.
      return `${subject}: failed ${step.doing}`;
    case 'undoing':
      return `${subject}: undoing: ${step.doing}`;
  }
}

/** For people: one line a subject, redrawn in place; a finished one stays above. */
function liveProgress(out: Output, clock: Clock, { wait }: ProgressOptions): Progress {
  const lines = new LiveLines({
    write: (text) => out.note(text),
    width: () => out.noteWidth,
    now: () => clock.now().getTime(),
    paint: out.notePaint,
  });
  return {
    onEvent: (event) => {
      if (event.kind === 'finished') {
        lines.finish(event.result.subject, finishedLine(event.result, out));
        return;
      }
      if (isSkipped(event, wait)) return;
      const step = stepText(event.operation.action).doing;
      const detail = 'message' in event ? `: ${safeLine(firstLine(event.message))}` : '';
      const undo = event.kind === 'undoing' ? 'undoing: ' : '';
      lines.update(event.operation.subject, `${undo}${step}${detail}`);
    },
    say: (text) => lines.say(text),
    stop: () => lines.stop(),
  };
}

function finishedLine(
  { subject, outcome, seconds: took }: SubjectResult,
  out: Output,
): string | undefined {
  if (outcome === 'unchanged') return undefined;
  return `${out.notePaint(OUTCOME_TONE[outcome], outcome)} ${subject} (${seconds(took)})`;
}
