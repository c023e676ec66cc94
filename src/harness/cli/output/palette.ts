import { styleText } from 'node:util';

/** Colours by meaning; whatever they say is also said by a word or a symbol. */
export type Tone = 'good' | 'bad' | 'warn' | 'info' | 'muted' | 'strong';

export type Paint = (tone: Tone, text: string) => string;

const STYLES = {
  good: 'green',
  bad: 'red',
  warn: 'yellow',
  info: 'cyan',
  muted: 'dim',
  strong: 'bold',
} as const;

export const plain: Paint = (_tone, text) => text;

export const coloured: Paint = (tone, text) =>
  text === '' ? '' : styleText(STYLES[tone], text, { validateStream: false });

export interface ColourChoice {
  readonly noColor: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly isTty: boolean;
}

/** The flag wins, then NO_COLOR, then FORCE_COLOR and CLICOLOR_FORCE, then what the terminal is. */
export function wantsColour({ noColor, env, isTty }: ColourChoice): boolean {
  if (noColor || (env['NO_COLOR'] ?? '') !== '') return false;
  for (const name of ['FORCE_COLOR', 'CLICOLOR_FORCE']) {
    const value = env[name] ?? '';
    if (value !== '') return value !== '0' && value !== 'false';
  }
  return isTty && env['TERM'] !== 'dumb';
}

/** Whether lines may be drawn over: never in CI logs, whatever they claim to be. */
export function wantsRedraw(env: ColourChoice['env'], isTty: boolean): boolean {
  const ci = env['CI'] ?? '';
  return isTty && env['TERM'] !== 'dumb' && (ci === '' || ci === 'false' || ci === '0');
}
