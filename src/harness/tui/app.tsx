import { Box, Text, useInput } from 'ink';
import { memo, useSyncExternalStore } from 'react';
import type { TopStore } from './run/store.ts';
import { keyNames } from './state/key-name.ts';
import { frame } from './view/frame.ts';
import type { Line } from './view/line.ts';
import { paintLine, type Theme } from './view/theme.ts';

export interface AppProps {
  readonly store: TopStore;
  readonly theme: Theme;
}

/** The screen, and the keyboard. What it shows is made elsewhere. */
export function App({ store, theme }: AppProps) {
  const state = useSyncExternalStore(store.subscribe, store.shown);
  useInput((input, key) => store.press(keyNames(input, key)));
  return (
    <Box flexDirection="column" width={state.size.columns} height={state.size.rows}>
      {frame(state, theme.glyphs).map((line, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a row of the screen is its place.
        <Row key={row} text={painted(line, theme)} />
      ))}
    </Box>
  );
}

function painted(line: Line, theme: Theme): string {
  return paintLine(line, theme);
}

const Row = memo(function Row({ text }: { readonly text: string }) {
  return <Text wrap="truncate">{text}</Text>;
});
