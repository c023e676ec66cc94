import { useInput } from 'ink';
import { keyNames } from '../state/key-name.ts';

interface KeyboardProps {
  readonly onKeys: (keys: readonly string[]) => void;
}

/** Ink has the terminal and reads its keys; rows are written beside it, see `line-screen.ts`. */
export function Keyboard({ onKeys }: KeyboardProps) {
  useInput((input, key) => onKeys(keyNames(input, key)));
  return null;
}
