import { setTimeout as sleep } from 'node:timers/promises';
import { API_ROOT } from '../../../core/api/routes.ts';
import { AgentPodError } from '../../../core/model/errors.ts';
import { podKey } from '../../../core/model/resource.ts';
import { messageOf } from '../../../core/status/message.ts';
import type { Event } from '../../../ports/state-store.ts';
import type { FleetFeed, FleetNews, FleetPod, PlanJson, PodJson } from '../fleet.ts';
import { sseMessages } from './sse.ts';

/** What a running server tells, by its status API. */
export interface ApiFeedParts {
  /** Without a path, e.g. `http://127.0.0.1:7080`. */
  readonly server: string;
  readonly token: string;
}

type Tell = (news: FleetNews) => void;

const AGAIN_MS = 1000;
/** A plan costs the server a look at everything. */
const PLAN_EVERY_MS = 5000;
const FIRST_EVENTS = 200;
/** The server says every ten seconds that it is alive. */
const SILENCE_MS = 25_000;

export function apiFeed(parts: ApiFeedParts): FleetFeed {
  return {
    origin: parts.server,
    follow: (tell, signal) => new ApiFollower(parts, tell).run(signal),
    // biome-ignore lint/correctness/useYield: there is nothing to give.
    async *logs() {
      throw new AgentPodError('Waiting', 'NoLogs', 'logs are read on the machine of the Engine', {
        hint: 'run agentpod logs there',
      });
    },
  };
}

/** Holds the streams open, and opens them anew when the server comes back. */
class ApiFollower {
  readonly #parts: ApiFeedParts;
  readonly #tell: Tell;
  /** Where each stream goes on. */
  #liveId = '';
  #eventId: number | undefined;

  constructor(parts: ApiFeedParts, tell: Tell) {
    this.#parts = parts;
    this.#tell = tell;
  }

  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const end = new AbortController();
      const both = AbortSignal.any([signal, end.signal]);
      try {
        await Promise.all([this.#pods(both), this.#events(both), this.#plans(both)]);
      } catch (error) {
        if (!signal.aborted) this.#tell({ kind: 'lost', message: lostText(error) });
      } finally {
        end.abort();
      }
      await sleep(AGAIN_MS, undefined, { signal }).catch(() => undefined);
    }
  }

  async #pods(signal: AbortSignal): Promise<void> {
    const known: Record<string, string> =
      this.#liveId === '' ? {} : { 'Last-Event-ID': this.#liveId };
    for await (const { event, id, data } of this.#stream('/stream', signal, known)) {
      this.#tellLive(event, JSON.parse(data));
      this.#liveId = id;
    }
  }

  #tellLive(event: string, data: unknown): void {
    if (event === 'snapshot') {
      const { pods } = data as { readonly pods: readonly PodJson[] };
      this.#tell({ kind: 'pods', pods: pods.map(asPod) });
    }
    if (event === 'pod') this.#tell({ kind: 'pod', pod: asPod(data as PodJson) });
    if (event === 'removed') {
      const { metadata } = data as { readonly metadata: Removed };
      if (metadata.kind !== 'Pod') return;
      this.#tell({ kind: 'removed', key: podKey(metadata.tenant, metadata.name) });
    }
  }

  async #events(signal: AbortSignal): Promise<void> {
    if (this.#eventId === undefined) {
      const { items } = await this.#json<{ readonly items: readonly Event[] }>(
        `/events?limit=${FIRST_EVENTS}`,
        signal,
      );
      this.#tell({ kind: 'events', events: items });
      this.#eventId = items.at(-1)?.id ?? 0;
    }
    const path = `/events/stream?after=${this.#eventId}`;
    for await (const { data } of this.#stream(path, signal, {})) {
      const event = JSON.parse(data) as Event;
      this.#eventId = event.id;
      this.#tell({ kind: 'events', events: [event] });
    }
  }

  async #plans(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        this.#tell({ kind: 'plan', plan: await this.#json<PlanJson>('/drift', signal) });
      } catch (error) {
        // A standby has none, and the token of a tenant may not ask.
        if (!(error instanceof AgentPodError) || error.reason !== 'Refused') throw error;
        this.#tell({ kind: 'no-plan', message: error.message });
      }
      await sleep(PLAN_EVERY_MS, undefined, { signal });
    }
  }

  /** A stream that ends, or says nothing for too long, is a server that is lost. */
  async *#stream(path: string, signal: AbortSignal, headers: Readonly<Record<string, string>>) {
    const silent = new AbortController();
    const timer = setTimeout(() => silent.abort(new Error('the server says nothing')), SILENCE_MS);
    try {
      const both = AbortSignal.any([signal, silent.signal]);
      const { body } = await this.#ask(path, both, headers);
      if (body !== null) yield* sseMessages(heard(body, () => timer.refresh()));
      throw new Error('the server ended the stream');
    } finally {
      clearTimeout(timer);
    }
  }

  async #json<Answer>(path: string, signal: AbortSignal): Promise<Answer> {
    return (await (await this.#ask(path, signal, {})).json()) as Answer;
  }

  async #ask(
    path: string,
    signal: AbortSignal,
    headers: Readonly<Record<string, string>>,
  ): Promise<Response> {
    const { server, token } = this.#parts;
    const response = await fetch(`${server}${API_ROOT}${path}`, {
      signal,
      headers: { Authorization: `Bearer ${token}`, ...headers },
    });
    if (response.ok) return response;
    const problem = (await response.json().catch(() => ({}))) as { readonly detail?: string };
    const { status } = response;
    const message = `the server says: ${problem.detail ?? `status ${status}`}`;
    const reason = status === 401 ? 'NotAllowed' : 'Refused';
    throw new AgentPodError('Waiting', reason, message);
  }
}

interface Removed {
  readonly kind: 'Pod' | 'Tenant';
  readonly tenant: string;
  readonly name: string;
}

function asPod(json: PodJson): FleetPod {
  return { key: podKey(json.metadata.tenant, json.metadata.name), json };
}

async function* heard(
  body: AsyncIterable<Uint8Array>,
  onChunk: () => void,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of body) {
    onChunk();
    yield chunk;
  }
}

/** What undici says first is `fetch failed`; why is in its cause. */
function lostText(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof Error && cause.message !== '' ? cause.message : messageOf(error);
}
