import { once } from 'node:events';
import { chmod, mkdir, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { createAdaptorServer } from '@hono/node-server';
import type { Env, Hono } from 'hono';
import { AgentPodError } from '../core/model/errors.ts';
import type { Listener } from './listen.ts';

/** What the kernel takes as the address of a socket, in bytes. */
const LONGEST_PATH = 107;

/**
 * Serves whoever may open the socket, which is its owner alone: requests carry `local` in their
 * environment. Takes the place of a socket that a killed server left, or that a server holds which
 * leads no more. `ListenFailed` (Transient).
 */
export async function listenLocally<E extends Env>(app: Hono<E>, path: string): Promise<Listener> {
  // Bound under another name and moved: nobody sees it with more rights, or finds none in between.
  const temporary = `${path}.${process.pid}`;
  try {
    if (Buffer.byteLength(temporary) > LONGEST_PATH) throw new Error(`${temporary} is too long`);
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await rm(temporary, { force: true });
    const server = createAdaptorServer({
      fetch: (request, env) => app.fetch(request, { ...env, local: true }),
    });
    server.listen(temporary);
    await once(server, 'listening');
    await chmod(temporary, 0o600);
    const { ino } = await stat(temporary);
    await rename(temporary, path);
    return {
      address: `unix://${path}`,
      close: async () => {
        const closed = new Promise((resolve) => server.close(resolve));
        if ('closeAllConnections' in server) server.closeAllConnections();
        await closed;
        // Another server may have put its own there.
        const found = await stat(path).catch(() => undefined);
        if (found?.ino === ino) await rm(path, { force: true });
      },
    };
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new AgentPodError('Transient', 'ListenFailed', `cannot listen at ${path}: ${why}`, {
      cause,
    });
  }
}
