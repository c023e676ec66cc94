import { safeLine } from '../../cli/output/safe-text.ts';
import { type TopState, type View, viewOf } from '../state/top-state.ts';
import type { Line } from './line.ts';

/** What is typed, else what was just said, else what is under way, else the keys. */
export function bottomLine(state: TopState): Line {
  const { prompt, notice, doing, link } = state;
  if (prompt !== undefined) return promptLine(prompt);
  if (notice !== undefined) return [{ text: safeLine(notice.text), tone: notice.tone }];
  if (doing.length > 0) return [{ text: `${doing.join(', ')} …`, tone: 'info' }];
  if (link.kind === 'lost') return [{ text: safeLine(link.message), tone: 'bad' }];
  return [{ text: HINTS[viewOf(state).kind], tone: 'muted' }];
}

function promptLine(prompt: NonNullable<TopState['prompt']>): Line {
  const typed = [{ text: prompt.text }, { text: ' ', inverse: true as const }];
  switch (prompt.kind) {
    case 'command':
      return [
        { text: ':', tone: 'strong' },
        ...typed,
        { text: `  ${prompt.offers.slice(0, 40).join(' ')}`, tone: 'muted' },
      ];
    case 'find':
      return [{ text: '/', tone: 'strong' }, ...typed];
    case 'delete':
      return [
        { text: `Delete ${prompt.pod}? Its data stays. Type its name: `, tone: 'bad' },
        ...typed,
      ];
  }
}

const FLEET_HINT =
  '? help  : command  / filter  enter pod  l logs  e events  p plan  A alerts  q quit';
const PAGE_HINT = 'esc back  j k scroll  / search  n N next  ? help';

const HINTS: Readonly<Record<View['kind'], string>> = {
  fleet: FLEET_HINT,
  pod: 'esc back  d describe  y YAML  l logs  e events  p plan  s shell  o open  ? help',
  events: PAGE_HINT,
  plan: PAGE_HINT,
  yaml: PAGE_HINT,
  alerts: PAGE_HINT,
  sources: PAGE_HINT,
  help: PAGE_HINT,
  text: PAGE_HINT,
  logs: 'esc back  f follow  space pause  / search  n N next  ? help',
};
