import type { Hono } from 'hono';
import type { ServeStatus } from './engine/loop/serve-status.ts';
import type { RunBook } from './engine/runs/run-book.ts';
import type { HookSecrets } from './ports/hook-secrets.ts';
import type { Log } from './ports/log.ts';
import type { WatchedSource } from './ports/watched-source.ts';
import { hookSecrets } from './services/secrets/hook-secrets.ts';
import { systemClock } from './services/system-clock.ts';
import { createHooks } from './shell/hooks/hooks.ts';

/** What forges prove to know. Rejects (InvalidInput) for a secret that cannot be used, before anything starts. */
export async function openHookSecrets(
  sources: readonly WatchedSource[],
  env: Readonly<Record<string, string | undefined>>,
  cwd: string,
): Promise<HookSecrets> {
  const secrets = hookSecrets(env, cwd);
  for (const { name } of sources.filter(takesHooks)) await secrets.find(name);
  return secrets;
}

interface Parts {
  readonly sources: readonly WatchedSource[];
  readonly secrets: HookSecrets;
  readonly runs: RunBook;
  readonly status: () => ServeStatus;
  readonly log: Log;
  readonly signal: AbortSignal;
}

export function hooksFor({ sources, secrets, runs, status, log, signal }: Parts): Hono {
  return createHooks({
    idle: () => (status().role === 'leader' ? '' : `${status().role}: this server does not lead`),
    look: (name) => {
      const source = sources.find((each) => each.name === name);
      if (source?.lookNow === undefined) return undefined;
      return () => {
        const run = runs.ask(name);
        source.lookNow?.(run);
        return run;
      };
    },
    runs,
    secrets,
    clock: systemClock,
    log,
    signal,
  });
}

function takesHooks({ lookNow }: WatchedSource): boolean {
  return lookNow !== undefined;
}
