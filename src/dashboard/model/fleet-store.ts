/** What the fleet is, as the server tells it live: one stream for all pages, and polls where it cannot be had. */
import { useEffect, useSyncExternalStore } from 'react';
import { get, type Pod, ServerProblem, SIGNED_OUT, type Tenant } from '../server.ts';
import { type Fleet, podName, renewed, withNews } from './fleet-news.ts';
import type { Live } from './live.ts';
import { pause } from './pause.ts';
import { beatSoon } from './pulse.ts';
import { followStream } from './stream.ts';

const STREAM = '/api/v1/stream';
const RETRY_MS = 1000;
/** In a page that nobody sees, and between two pages. */
const LINGER_MS = 5000;
const NOTHING: Live<Fleet> = { data: undefined, problem: undefined, answeredAt: undefined };
const EMPTY: Fleet = { pods: [], tenants: [] };

class FleetStore {
  #live = NOTHING;
  /** Moves with every sign of life, which is no news. */
  #heardAt: number | undefined;
  #lastId: string | undefined;
  #running: AbortController | undefined;
  #leaving: number | undefined;
  readonly #listeners = new Set<() => void>();

  readonly current = (): Live<Fleet> => this.#live;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    this.#consider();
    return () => {
      this.#listeners.delete(listener);
      this.#consider();
    };
  };

  constructor() {
    document.addEventListener('visibilitychange', () => this.#consider());
    window.addEventListener(SIGNED_OUT, () => this.#forget());
  }

  /** Whoever sees nothing needs no connection, of which a browser has six for a server. */
  #consider(): void {
    const isWanted = this.#listeners.size > 0 && !document.hidden;
    window.clearTimeout(this.#leaving);
    if (isWanted) {
      this.#start();
      return;
    }
    this.#leaving = window.setTimeout(() => this.#stop(), LINGER_MS);
  }

  #start(): void {
    if (this.#running !== undefined) return;
    this.#running = new AbortController();
    void this.#run(this.#running.signal);
  }

  #stop(): void {
    this.#running?.abort();
    this.#running = undefined;
  }

  /** Nothing of it is left for who signs in next. */
  #forget(): void {
    this.#stop();
    this.#lastId = undefined;
    this.#show(NOTHING);
  }

  async #run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        await this.#follow(signal);
      } catch (error) {
        if (signal.aborted) return;
        await this.#poll(signal).catch((again: unknown) => this.#lose(again, error, signal));
      }
      await pause(RETRY_MS, signal);
    }
  }

  async #follow(signal: AbortSignal): Promise<void> {
    await followStream({
      path: STREAM,
      after: this.#lastId,
      signal,
      onSign: () => {
        this.#heardAt = Date.now();
        if (this.#live.problem !== undefined && this.#live.data !== undefined) {
          this.#show({ ...this.#live, problem: undefined });
        }
      },
      onMessage: ({ event, id, data }) => {
        if (signal.aborted) return;
        this.#tell(withNews(this.#live.data ?? EMPTY, { event, data }));
        this.#lastId = id;
        if (event !== 'snapshot') beatSoon();
      },
    });
  }

  /** Where there is no stream just now: too many are open, or something on the way holds it back. */
  async #poll(signal: AbortSignal): Promise<void> {
    const [pods, tenants] = await Promise.all([
      get<{ readonly items: readonly Pod[] }>('/api/v1/pods', signal),
      get<{ readonly items: readonly Tenant[] }>('/api/v1/tenants', signal),
    ]);
    if (signal.aborted) return;
    this.#heardAt = Date.now();
    const fleet = { pods: pods.items, tenants: tenants.items };
    this.#tell(renewed(this.#live.data ?? EMPTY, fleet));
  }

  #tell(data: Fleet): void {
    this.#show({ data, problem: undefined, answeredAt: this.#heardAt });
  }

  #lose(error: unknown, first: unknown, signal: AbortSignal): void {
    if (signal.aborted) return;
    if (!(error instanceof ServerProblem)) throw first;
    this.#show({ ...this.#live, problem: error, answeredAt: this.#heardAt });
  }

  #show(live: Live<Fleet>): void {
    this.#live = live;
    for (const listener of this.#listeners) listener();
  }
}

let store: FleetStore | undefined;

function theStore(): FleetStore {
  store ??= new FleetStore();
  return store;
}

export function useFleet(): Live<Fleet> {
  return useSyncExternalStore(theStore().subscribe, theStore().current);
}

/** `null`: the fleet is known, and this pod is none of it. */
export function usePod(tenant: string, pod: string): Live<Pod | null> {
  const { data, ...rest } = useFleet();
  const name = `${tenant}/${pod}`;
  const found = data?.pods.find((each) => podName(each) === name);
  return { ...rest, data: data === undefined ? undefined : (found ?? null) };
}

/** Whatever is on the screen looks again when something happens; for pages that do not show the fleet itself. */
export function useFleetPulse(): void {
  useEffect(() => theStore().subscribe(() => undefined), []);
}
