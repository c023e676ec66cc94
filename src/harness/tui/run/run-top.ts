import { once } from 'node:events';
import process from 'node:process';
import { runCli } from '../../cli/cli.ts';
import type { CliContext } from '../../cli/context.ts';
import type { FleetFeed } from '../fleet.ts';
import { type About, initialState } from '../state/top-state.ts';
import type { Theme } from '../view/theme.ts';
import { runCaptured } from './command-runner.ts';
import { Effects, type Leave } from './effects.ts';
import { onScreen, screenSize } from './on-screen.tsx';
import { TopStore } from './store.ts';

export interface TopParts {
  readonly context: CliContext;
  readonly feed: FleetFeed;
  readonly about: Omit<About, 'origin'>;
  readonly theme: Theme;
  /** Global flags for every command that is run from here. */
  readonly flags: readonly string[];
}

/** Ages are shown in seconds at first. */
const TICK_MS = 3000;
/** bash where there is one: an image need not have it. */
const SHELL = ['sh', '-c', 'if command -v bash >/dev/null; then exec bash; else exec sh; fi'];

/** Shows the fleet until it is left; answers the exit code. The terminal is as before, however it ends. */
export async function runTop(parts: TopParts): Promise<number> {
  const { context, feed, about, theme, flags } = parts;
  const now = () => context.clock.now().getTime();
  let leave: (why: Leave) => void = () => undefined;
  const store = new TopStore(
    initialState(screenSize(context), { ...about, origin: feed.origin }, now()),
    {
      clock: context.clock,
      onEffect: (effect) => effects.start(effect),
    },
  );
  const effects = new Effects({
    feed,
    run: (argv) => runCaptured(context, [...argv, ...flags], store.state.size.columns),
    tell: (message) => store.tell(message),
    leave: (why) => leave(why),
    now,
  });
  const end = new AbortController();
  const following = feed
    .follow((news) => store.tell({ kind: 'news', news, now: now() }), end.signal)
    .catch((error: unknown) => leave({ kind: 'failed', error }));
  // News tell the time as well, so that a tick beside them would only be drawn twice.
  const ticking = setInterval(() => {
    if (now() - store.state.now >= TICK_MS) store.tell({ kind: 'tick', now: now() });
  }, TICK_MS);
  try {
    for (;;) {
      const why = await onScreen({ context, store, theme }, (listener) => {
        leave = listener;
      });
      if (why.kind === 'failed') throw why.error;
      if (why.kind === 'quit') return why.code;
      await away(parts, why);
    }
  } finally {
    clearInterval(ticking);
    store.end();
    end.abort();
    if (effects.acting) context.stderr.write('Finishing what was begun …\n');
    await Promise.all([effects.end(), following]);
  }
}

/** What is done while the terminal is as it was before. */
async function away({ context, flags }: TopParts, why: Leave): Promise<void> {
  if (why.kind === 'pause') {
    const back = once(process, 'SIGCONT');
    process.kill(process.pid, 'SIGTSTP');
    await back;
  }
  if (why.kind === 'shell') {
    const { pod } = why;
    context.stdout.write(`A shell in ${pod}; exit comes back.\n`);
    const code = await runCli(['exec', '-it', pod, ...flags, '--', ...SHELL], context);
    if (code !== 0) await keyPressed(context);
  }
}

/** What went wrong would be drawn over. */
async function keyPressed({ stdin, stdout }: CliContext): Promise<void> {
  stdout.write('Press enter to come back. ');
  stdin.resume();
  await once(stdin, 'data');
  stdin.pause();
}
