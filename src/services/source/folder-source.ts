import { resolve } from 'node:path';
import { watch } from 'chokidar';
import type { SourceListener, WatchedSource } from '../../ports/watched-source.ts';
import { manifestSource } from './manifest-source.ts';
import { reasonOf } from './system-error.ts';

/** Editors write a file in several steps, and git a folder in many: wait until it is quiet. */
const QUIET_MS = 150;
/** But not for longer than this, or a folder that is never quiet would never be read. */
const LONGEST_MS = 2000;

/** A folder or a file on this machine; a change in it is told once it has settled. */
export function folderSource(
  name: string,
  path: string,
  options: { readonly cwd: string; readonly stdin: NodeJS.ReadableStream },
): WatchedSource {
  return {
    ...manifestSource([path], options),
    name,
    about: { kind: 'folder', path },
    revision: () => undefined,
    accepted: async () => undefined,
    watch: (listener, signal) => watchFolder(resolve(options.cwd, path), listener, signal),
  };
}

async function watchFolder(
  path: string,
  listener: SourceListener,
  signal: AbortSignal,
): Promise<void> {
  if (signal.aborted) return;
  const settled = settle(() => listener.changed());
  const watcher = watch(path, { ignoreInitial: true, ignored: isPassedOver(path) });
  watcher.on('all', settled.poke);
  watcher.on('ready', () => {
    listener.checked();
    // What happened while the watch was set up is not told.
    settled.poke();
  });
  watcher.on('error', (error) => listener.failed(`${path}: ${reasonOf(error)}`));
  await new Promise<void>((ended) =>
    signal.addEventListener('abort', () => ended(), { once: true }),
  );
  settled.stop();
  await watcher.close();
}

/** What the source does not read either. Kubernetes swaps a link called `..data`, which is watched. */
function isPassedOver(root: string): (path: string) => boolean {
  return (path) => {
    const inside = path.slice(root.length);
    return /[\\/](node_modules|\.(?!\.)[^\\/]*)([\\/]|$)/.test(inside);
  };
}

function settle(tell: () => void): { readonly poke: () => void; readonly stop: () => void } {
  let quiet: NodeJS.Timeout | undefined;
  let longest: NodeJS.Timeout | undefined;
  const stop = (): void => {
    clearTimeout(quiet);
    clearTimeout(longest);
    longest = undefined;
  };
  const fire = (): void => {
    stop();
    tell();
  };
  const poke = (): void => {
    clearTimeout(quiet);
    quiet = setTimeout(fire, QUIET_MS);
    longest ??= setTimeout(fire, LONGEST_MS);
  };
  return { poke, stop };
}
