import { Box, Text, useInput } from 'ink';
import { memo, useMemo, useSyncExternalStore } from 'react';
import type { TopStore } from './run/store.ts';
import { keyNames } from './state/key-name.ts';
import type { TopState } from './state/top-state.ts';
import { frame } from './view/frame.ts';
import { paintLine, type Theme } from './view/theme.ts';

export interface AppProps {
  readonly store: TopStore;
  readonly theme: Theme;
}

/** The screen, and the keyboard. What it shows is made elsewhere. */
export function App({ store, theme }: AppProps) {
  const paint = useMemo(() => painter(theme), [theme]);
  const rows = useSyncExternalStore(store.subscribe, () => paint(store.shown()));
  useInput((input, key) => store.press(keyNames(input, key)));
  return (
    <Box flexDirection="column">
      {rows.map((text, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a row of the screen is its place.
        <Row key={row} text={text} />
      ))}
    </Box>
  );
}

/** The same rows as long as they look the same: then nothing is drawn. */
function painter(theme: Theme): (state: TopState) => readonly string[] {
  let seen: TopState | undefined;
  let rows: readonly string[] = [];
  return (state) => {
    if (state === seen) return rows;
    seen = state;
    const next = frame(state, theme.glyphs).map((line) => paintLine(line, theme));
    const same = next.length === rows.length && next.every((text, row) => text === rows[row]);
    if (!same) rows = next;
    return rows;
  };
}

const Row = memo(function Row({ text }: { readonly text: string }) {
  return <Text wrap="truncate">{text}</Text>;
});
