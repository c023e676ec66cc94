import type { DriftFate } from '../../../core/model/config-owner.ts';
import type { FieldChange } from '../../../core/model/operation.ts';
import { fateOf } from '../../../core/views/drift-view.ts';
import { changeText, movement } from './change-value.ts';
import { capped, code, escaped, row } from './markdown.ts';
import { type Paint, plain, type Tone } from './palette.ts';
import { safeLine } from './safe-text.ts';
import { count } from './words.ts';

/** Drift for people: where, what it was and is, since when, whose it is, and what becomes of it. */

export const FATE_TEXT: Readonly<Record<DriftFate, string>> = {
  'put-back': 'is put back',
  'needs-accept': 'waits for accept or revert',
  left: "the agent's own, left as it is",
};

const FATE_TONE: Readonly<Record<DriftFate, Tone>> = {
  'put-back': 'warn',
  'needs-accept': 'bad',
  left: 'muted',
};

interface DriftTextOptions {
  readonly paint?: Paint;
  /** Columns that long values are cut to; undefined: never cut. */
  readonly width?: number | undefined;
}

export function renderDriftText(
  changes: readonly FieldChange[],
  { paint = plain, width }: DriftTextOptions = {},
): string {
  const subjects = [...new Set(changes.map(({ subject }) => subject))];
  const blocks = subjects.map((subject) => {
    const own = changes.filter((change) => change.subject === subject);
    return [paint('strong', subject), ...driftLines(own, paint, width)];
  });
  return `${[...blocks.map((block) => block.join('\n')), driftSummary(changes)].join('\n\n')}\n`;
}

export function driftLines(
  changes: readonly FieldChange[],
  paint: Paint,
  width: number | undefined,
): string[] {
  return changes.flatMap((change) => lines(change, paint, width));
}

function lines(change: FieldChange, paint: Paint, width: number | undefined): string[] {
  const symbol = { added: '+', removed: '-', changed: '~' }[movement(change)];
  const room = width === undefined ? undefined : width - change.path.length - 6;
  const fate = fateOf(change);
  const about = paint(FATE_TONE[fate], FATE_TEXT[fate]);
  const since = change.changedAt === undefined ? '' : `, since ${change.changedAt}`;
  const owner = change.owner === undefined ? '' : `${change.owner}: `;
  return [
    `  ${symbol} ${safeLine(change.path)}: ${changeText(change, room)}`,
    `      ${owner}${about}${since}`,
  ];
}

function driftSummary(changes: readonly FieldChange[]): string {
  const of = (fate: DriftFate) => changes.filter((change) => fateOf(change) === fate).length;
  const [back, waiting, left] = [of('put-back'), of('needs-accept'), of('left')];
  if (back + waiting + left === 0) return 'No drift: everything is as it was applied.';
  const parts = [
    ...(back > 0 ? [`${back} to be put back`] : []),
    ...(waiting > 0 ? [`${waiting} waiting for accept or revert`] : []),
    ...(left > 0 ? [`${left} left to the agent`] : []),
  ];
  return `${count(back + waiting + left, 'change')} inside: ${parts.join(', ')}.`;
}

/** As a comment or an issue; the hidden marker lets a bot find and update its own. */
export function renderDriftMarkdown(instance: string, changes: readonly FieldChange[]): string {
  const head = [`<!-- agentpod-drift:${instance} -->`, '### AgentPod drift', ''];
  const summary = [escaped(driftSummary(changes)), ''];
  const table = [
    '| Subject | Field | Change | Owner | Since | Fate |',
    '| --- | --- | --- | --- | --- | --- |',
    ...changes.map((change) =>
      row([
        code(change.subject),
        code(change.path),
        code(changeText(change)),
        change.owner ?? '',
        change.changedAt ?? '',
        FATE_TEXT[fateOf(change)],
      ]),
    ),
    '',
  ];
  return capped([...head, ...summary], changes.length === 0 ? [] : table, 'agentpod drift');
}
