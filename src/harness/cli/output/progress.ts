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
  stop(): void;
}

export function makeProgress(out: Output, clock: Clock): Progress {
  if (out.quiet) return { onEvent: () => undefined, stop: () => undefined };
  return out.redraws ? liveProgress(out, clock) : lineProgress(out);
}

/** For logs and CI: one line for each finished step, nothing that moves. */
function lineProgress(out: Output): Progress {
  return {
    onEvent: (event) => {
      const line = eventLine(event, out.verbose);
      if (line !== undefined) out.note(`${line}\n`);
    },
    stop: () => undefined,
  };
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
      return `${subject}: failed ${step.doing}: ${safeLine(firstLine(event.message))}`;
    case 'undoing':
      return `${subject}: undoing: ${step.doing}`;
  }
}

/** For people: one line a subject, redrawn in place; a finished one stays above. */
function liveProgress(out: Output, clock: Clock): Progress {
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
      const step = stepText(event.operation.action).doing;
      const detail = 'message' in event ? `: ${safeLine(firstLine(event.message))}` : '';
      const undo = event.kind === 'undoing' ? 'undoing: ' : '';
      lines.update(event.operation.subject, `${undo}${step}${detail}`);
    },
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
