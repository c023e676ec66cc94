import { createHmac, randomUUID } from 'node:crypto';
import type { AServer } from './a-server.ts';

export const HOOK_SECRET = 'what-the-forge-and-we-know';

interface Hook {
  readonly wait?: string;
  readonly delivery?: string;
  readonly secret?: string;
  readonly body?: string;
}

/** As Gitea sends it after a push. */
export async function sendHook(server: AServer, source: string, hook: Hook = {}) {
  const { wait, delivery = randomUUID(), secret = HOOK_SECRET, body = '{"ref":"x"}' } = hook;
  const query = wait === undefined ? '' : `?wait=${wait}`;
  const response = await server.post(`/hooks/${source}${query}`, body, {
    'x-gitea-event': 'push',
    'x-gitea-delivery': delivery,
    'x-gitea-signature': createHmac('sha256', secret).update(body).digest('hex'),
  });
  return { code: response.status, body: (await response.json()) as HookAnswer };
}

/** As far as tests look at it. */
interface HookAnswer {
  readonly run?: string;
  readonly status?: {
    readonly state: string;
    readonly message: string;
    readonly revision: string;
    readonly results: readonly { readonly subject: string; readonly outcome: string }[];
  };
}
