import type { Key } from 'ink';

/** What was pressed, a word each: a letter, `enter`, `ctrl-d`. Fast typing comes in one piece. */
export function keyNames(input: string, key: Key): readonly string[] {
  const special = SPECIAL.find(([name]) => key[name]);
  if (special !== undefined) return [special[1]];
  if (key.ctrl) return [`ctrl-${input}`];
  return [...input].map((letter) => NAMED[letter] ?? letter);
}

const NAMED: Readonly<Record<string, string>> = {
  ' ': 'space',
  '\t': 'tab',
  '\r': 'enter',
  // Of what was pasted: a prompt has one line.
  '\n': 'space',
  '\u007f': 'backspace',
};

const SPECIAL = [
  ['upArrow', 'up'],
  ['downArrow', 'down'],
  ['leftArrow', 'left'],
  ['rightArrow', 'right'],
  ['pageDown', 'pagedown'],
  ['pageUp', 'pageup'],
  ['home', 'home'],
  ['end', 'end'],
  ['return', 'enter'],
  ['escape', 'esc'],
  ['tab', 'tab'],
  ['backspace', 'backspace'],
  // What most terminals send for the key with the arrow.
  ['delete', 'backspace'],
] as const satisfies readonly (readonly [keyof Key, string])[];
