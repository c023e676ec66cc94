import { padEnd } from '../../cli/output/width.ts';
import { COMMANDS } from '../state/commands.ts';
import { KEYS } from '../state/key-table.ts';
import { DROP_ORDER } from './columns.ts';
import type { Line } from './line.ts';
import type { Glyphs } from './theme.ts';

/** All keys and commands, and what the symbols mean. */
export function helpLines(glyphs: Glyphs): readonly Line[] {
  return [
    title('Keys'),
    ...KEYS.map(({ keys, help }) => entry(keys, help)),
    [],
    title('Commands'),
    ...COMMANDS.map(({ name, argument, help }) => entry(`:${name} ${argument}`, help)),
    [],
    title('Symbols'),
    [
      { text: `  ${glyphs.up} runs   `, tone: 'good' },
      { text: `${glyphs.starting} starts   `, tone: 'warn' },
      { text: `${glyphs.trouble} not well   `, tone: 'warn' },
      { text: `${glyphs.down} down   `, tone: 'bad' },
      { text: `${glyphs.idle} meant to be down`, tone: 'muted' },
    ],
    [],
    title('Changes'),
    entry('pending', 'the manifest moved on and is not applied yet'),
    entry('drift', 'the Engine moved away from what was applied'),
    [],
    title('Where the terminal is narrow'),
    [{ text: `  these columns go, in this order: ${DROP_ORDER.join(', ')}` }],
  ];
}

function title(text: string): Line {
  return [{ text, tone: 'strong' }];
}

function entry(what: string, help: string): Line {
  return [{ text: `  ${padEnd(what, 22)}`, tone: 'info' }, { text: help }];
}
