import { safeLine } from '../../cli/output/safe-text.ts';
import { padEnd } from '../../cli/output/width.ts';
import { age } from '../../cli/output/words.ts';
import type { Alerts } from '../fleet.ts';
import type { TopState } from '../state/top-state.ts';
import type { Line, Span } from './line.ts';
import type { Glyphs } from './theme.ts';

type AlertShown = Alerts['alerts'][number];
type Receiver = NonNullable<Alerts['receivers']>[number];

/** What is wrong, since when, and who was told; then how those are reached. */
export function alertLines({ alerts, now }: TopState, glyphs: Glyphs): readonly Line[] {
  if (alerts.kind === 'none') {
    return [[{ text: 'No alerts: ', tone: 'warn' }, { text: safeLine(alerts.message) }]];
  }
  const { value } = alerts;
  const time = new Date(now);
  const none: Line = [{ text: 'Nothing is wrong, and nothing was within a day.', tone: 'good' }];
  const shown = value.alerts.flatMap((alert) =>
    alertOf(alert, toldText(alert, value, time), time, glyphs),
  );
  const receivers = value.receivers ?? [];
  return [
    ...(shown.length === 0 ? [none] : shown),
    ...(value.receivers === undefined
      ? []
      : [[], [{ text: 'Receivers', tone: 'strong' } as const]]),
    ...receivers.map((receiver) => receiverLine(receiver, time)),
    ...(value.receivers?.length === 0
      ? [[{ text: '  none: start serve with --alerts FILE', tone: 'muted' } as const]]
      : []),
  ];
}

function alertOf(alert: AlertShown, told: string, now: Date, glyphs: Glyphs): readonly Line[] {
  const { state, severity, type, subject, message } = alert;
  const fires = state === 'firing';
  const mark: Span = fires
    ? { text: `${glyphs.down} firing   `, tone: severity === 'critical' ? 'bad' : 'warn' }
    : { text: `${glyphs.up} resolved `, tone: 'good' };
  return [
    [
      mark,
      { text: `${padEnd(severity, 9)} ${padEnd(type, 17)} ` },
      { text: safeLine(subject), tone: 'info' },
    ],
    [{ text: `    ${safeLine(message)}` }],
    [{ text: `    ${lastedText(alert, now)}, ${told}`, tone: 'muted' }],
  ];
}

function lastedText({ since, resolved }: AlertShown, now: Date): string {
  const ended = resolved === null ? '' : `, ended ${age(resolved, now)} ago`;
  return `since ${age(since, now)}${ended}`;
}

/** The token of a tenant does not see whom. */
function toldText(
  { told, receivers, repeats }: AlertShown,
  { receivers: all }: Alerts,
  now: Date,
): string {
  if (receivers.length === 0 && all !== undefined) return 'nobody was told';
  const whom = receivers.length === 0 ? '' : `${safeLine(receivers.join(', '))} `;
  const again = repeats === 0 ? '' : `, repeated ${repeats}x`;
  return `told ${whom}${age(told, now)} ago${again}`;
}

function receiverLine(receiver: Receiver, now: Date): Line {
  const { name, waiting, sent, dead, lastSent, lastError } = receiver;
  const last = lastSent === null ? '' : `, last ${age(lastSent, now)} ago`;
  const counts = `${sent} sent${last}, ${waiting} waiting, ${dead} given up`;
  const trouble: Span[] =
    lastError === '' ? [] : [{ text: `  ${safeLine(lastError)}`, tone: 'bad' }];
  return [{ text: `  ${padEnd(safeLine(name), 16)} `, tone: 'info' }, { text: counts }, ...trouble];
}
