import type { Impact, SubjectPlan, Verdict } from '../../../core/model/operation.ts';
import { formatDuration } from '../../../core/util/duration.ts';
import type { Tone } from './palette.ts';

/** What a change costs, in words that need no knowledge of Docker. */
export const IMPACT_WORD: Readonly<Record<Impact, string>> = {
  none: 'no interruption',
  hot: 'live reload',
  restart: 'restart',
  recreate: 'new container',
  data: 'DATA IS LOST',
};

export const IMPACT_TONE: Readonly<Record<Impact, Tone>> = {
  none: 'muted',
  hot: 'muted',
  restart: 'warn',
  recreate: 'warn',
  data: 'bad',
};

/** Symbols carry what the colours say. */
export const VERDICT_SYMBOL: Readonly<Record<Verdict, string>> = {
  create: '+',
  update: '~',
  heal: '!',
  delete: '-',
  unchanged: '=',
  blocked: 'x',
};

export const VERDICT_TONE: Readonly<Record<Verdict, Tone>> = {
  create: 'good',
  update: 'warn',
  heal: 'warn',
  delete: 'bad',
  unchanged: 'muted',
  blocked: 'bad',
};

/** `new container, about 14s down`; empty where nothing that runs is touched. */
export function costText({ verdict, impact, secondsDown }: SubjectPlan): string {
  if (verdict === 'create' || !matters(impact, verdict)) return '';
  const down = secondsDown > 0 ? `, about ${formatDuration(secondsDown)} down` : '';
  return IMPACT_WORD[impact] + down;
}

/** What is deleted is never restarted or made anew; all it can cost is data. */
export function matters(impact: Impact, verdict: Verdict): boolean {
  return verdict === 'delete' ? impact === 'data' : impact !== 'none';
}
