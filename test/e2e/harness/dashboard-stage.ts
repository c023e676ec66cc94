/** The dashboard as it is built and handed out, before a server that says whatever a test wants. */
import { join } from 'node:path';
import { type Context, Hono } from 'hono';
import { streamSSE } from 'hono/streaming';
import type { Static } from 'typebox';
import type { SHAPES } from '../../../src/core/api/shapes.ts';
import { API_VERSION } from '../../../src/core/model/api-version.ts';
import { offerSetup } from '../../../src/engine/offer-setup.ts';
import { packageRoot } from '../../../src/services/package-root.ts';
import { type Listener, listen } from '../../../src/shell/listen.ts';
import { createWeb } from '../../../src/shell/web/web.ts';
import { memoryStore } from '../../fakes/memory-store.ts';
import { World } from '../../fakes/world.ts';

type Pod = Static<typeof SHAPES.Pod>;

interface Message {
  readonly event?: string;
  readonly data: object;
}

type Tell = (message: Message) => void;

/** As much as every list has, and what a pod used. */
const NOTHING = { apiVersion: API_VERSION, metadata: {}, items: [], minutes: [] };
const HEALTH = { apiVersion: API_VERSION, kind: 'Health', status: 'ok', role: 'leader' };

export class DashboardStage {
  pods: readonly Pod[] = [];
  /** What the lists answer, by their path below `/api/v1`, e.g. `/channels`. */
  readonly answers = new Map<string, object>();
  /** Who follows, by the path of the stream. */
  readonly followers = new Map<string, Set<Tell>>();
  /** Requests that came for the API, oldest first. */
  readonly asked: string[] = [];
  readonly #store = memoryStore({ now: () => new Date() });
  readonly #web = createWeb({
    workspace: async () => ({ ...new World().workspace, store: this.#store }),
    clock: { now: () => new Date() },
    folder: join(packageRoot(), 'dist/dashboard'),
    report: (error) => {
      throw error;
    },
  });
  #listener: Listener | undefined;

  /** Reached by any name below `localhost`, where browsers keep a Secure cookie. */
  async open(): Promise<string> {
    const app = new Hono();
    app.route('/', this.#api()).route('/', this.#web.app);
    this.#listener = await listen(app, '0.0.0.0', 0);
    return `http://dashboard.localhost:${this.#listener.address.split(':').at(-1)}`;
  }

  async close(): Promise<void> {
    await this.#listener?.close();
  }

  /** Where a first password is set. */
  async setupPath(): Promise<string> {
    const link = await offerSetup(this.#store, { origin: 'http://x', actor: 'test' });
    return link.reveal().slice('http://x'.length);
  }

  tell(path: string, ...messages: readonly Message[]): void {
    for (const follower of this.followers.get(path) ?? []) messages.forEach(follower);
  }

  /** A pod of the fleet as it is now. */
  change(pod: Pod): void {
    const { tenant, name } = pod.metadata;
    const isIt = ({ metadata }: Pod) => metadata.tenant === tenant && metadata.name === name;
    this.pods = this.pods.map((each) => (isIt(each) ? pod : each));
    this.tell('/stream', { event: 'pod', data: pod });
  }

  #api(): Hono {
    const app = new Hono().basePath('/api/v1');
    app.use(async (context, next) => {
      this.asked.push(context.req.path);
      if ((await this.#web.session(context)) !== undefined) return next();
      return context.json({ detail: 'no' }, 401);
    });
    app.get('/stream', (context) =>
      this.#follow(context, [{ event: 'snapshot', data: this.#snapshot() }]),
    );
    app.get('/pods/:tenant/:pod/logs', (context) => this.#follow(context, []));
    app.get('/health', (context) => context.json(HEALTH));
    app.get('*', (context) => {
      const path = context.req.path.slice('/api/v1'.length);
      return context.json(this.answers.get(path) ?? NOTHING);
    });
    return app;
  }

  #snapshot(): object {
    return { apiVersion: API_VERSION, kind: 'Snapshot', tenants: [], pods: this.pods };
  }

  #follow(context: Context, first: readonly Message[]): Response {
    const path = context.req.path.slice('/api/v1'.length);
    return streamSSE(context, async (stream) => {
      const gone = Promise.withResolvers<void>();
      stream.onAbort(() => gone.resolve());
      let id = 0;
      const tell: Tell = ({ data, ...rest }) => {
        id += 1;
        void stream.writeSSE({ ...rest, id: `t-${id}`, data: JSON.stringify(data) });
      };
      await stream.write(': open\n\n');
      first.forEach(tell);
      const all = this.followers.get(path) ?? new Set();
      this.followers.set(path, all.add(tell));
      await gone.promise;
      all.delete(tell);
    });
  }
}
