/** Browsers before the dashboard of a server on fakes. */
import { Hono } from 'hono';
import { STARTING } from '../../src/engine/loop/serve-status.ts';
import { Vitals } from '../../src/engine/loop/vitals.ts';
import { offerSetup } from '../../src/engine/offer-setup.ts';
import { createApi } from '../../src/shell/api/api.ts';
import { createWeb } from '../../src/shell/web/web.ts';
import { apiParts } from './api-parts.ts';
import { memoryStore } from './memory-store.ts';
import { World } from './world.ts';

const HOST = '127.0.0.1:7080';
export const ORIGIN = `http://${HOST}`;

interface Ask {
  readonly body?: unknown;
  readonly cookie?: string | undefined;
  readonly origin?: string;
  readonly peer?: string;
}

export class WebBench {
  time = Date.parse('2026-01-01T00:00:00Z');
  readonly store = memoryStore({ now: () => new Date(this.time) });
  readonly workspace = { ...new World().workspace, store: this.store };
  readonly reported: unknown[] = [];
  readonly #web = createWeb({
    workspace: async () => this.workspace,
    clock: { now: () => new Date(this.time) },
    folder: '/nowhere',
    report: (error) => this.reported.push(error),
  });
  readonly app = new Hono()
    .route(
      '/',
      createApi({
        ...apiParts(new Map(), (error) => this.reported.push(error)),
        workspace: async () => this.workspace,
        session: this.#web.session,
        status: () => ({ ...STARTING, role: 'leader' }),
        desired: () => undefined,
        vitals: new Vitals(),
        local: true,
        clock: { now: () => new Date(this.time) },
        report: (error) => this.reported.push(error),
        signal: new AbortController().signal,
      }),
    )
    .route('/', this.#web.app);

  /** The token of a fresh link. */
  async link(): Promise<string> {
    const link = await offerSetup(this.store, { origin: ORIGIN, actor: 'test' });
    return link.reveal().split('#').at(-1) ?? '';
  }

  ask(method: 'GET' | 'POST', path: string, ask: Ask = {}) {
    const { body, cookie, origin = ORIGIN, peer = '192.0.2.1' } = ask;
    const headers: Record<string, string> = { Host: HOST, 'Content-Type': 'application/json' };
    if (method === 'POST') headers['Origin'] = origin;
    else headers['Sec-Fetch-Site'] = origin === ORIGIN ? 'same-origin' : 'cross-site';
    if (cookie !== undefined) headers['Cookie'] = cookie;
    const socket = { remoteAddress: peer, remotePort: 1, remoteFamily: 'IPv4' };
    const text = typeof body === 'string' ? body : JSON.stringify(body ?? {});
    const request = { method, headers, ...(method === 'POST' ? { body: text } : {}) };
    return this.app.request(`${ORIGIN}${path}`, request, { incoming: { socket } });
  }

  /** The cookie of who has just set this password. */
  async setUp(password: string): Promise<string> {
    const body = { link: await this.link(), password };
    return cookieOf(await this.ask('POST', '/auth/setup', { body }));
  }
}

export function cookieOf(answer: Response): string {
  return answer.headers.get('set-cookie')?.split(';')[0] ?? '';
}
