import { SHAPES } from '../../../core/api/shapes.ts';
import { AgentPodError } from '../../../core/model/errors.ts';
import { podKey } from '../../../core/model/resource.ts';
import { messageOf } from '../../../core/status/message.ts';
import type { ServerClient } from '../../../ports/server-client.ts';
import { followRemote, remoteEvents } from '../../cli/remote/remote-events.ts';
import type { FleetNews, PodJson } from '../fleet.ts';
import { alertNews, asPod, checked, planNews, sourceNews, usageNews } from './api-answers.ts';

type Tell = (news: FleetNews) => void;
type Refused = Extract<FleetNews, { readonly message: string }>['kind'];

const AGAIN_MS = 1000;
const FIRST_EVENTS = '200';
/** A plan costs the server a look at everything, and usage is measured as often as this. */
const EVERY_MS = { plan: 5000, alerts: 5000, sources: 5000, usage: 10_000 };
/** Then nothing at all can be known; other refusals are about the question. */
const FATAL: ReadonlySet<string> = new Set(['ServerUnreachable', 'TokenRefused', 'NotAServer']);

/** Holds streams open and asks for the rest again and again; each goes on by itself. */
export class ApiFollower {
  readonly #server: ServerClient;
  readonly #tell: Tell;
  /** Where each stream goes on. */
  #liveId = '';
  #eventId: number | undefined;
  /** Opens the stream of pods anew; undefined while it is open. */
  #reopen: (() => void) | undefined;

  constructor(server: ServerClient, tell: Tell) {
    this.#server = server;
    this.#tell = tell;
  }

  async run(signal: AbortSignal): Promise<void> {
    const poll = (
      every: number,
      look: (server: ServerClient, signal: AbortSignal) => Promise<FleetNews>,
      refused: Refused,
    ) => this.#forever(signal, () => this.#poll(every, look, refused, signal));
    await Promise.all([
      this.#forever(signal, () => this.#pods(signal)),
      this.#forever(signal, () => this.#events(signal)),
      poll(EVERY_MS.plan, planNews, 'no-plan'),
      poll(EVERY_MS.usage, usageNews, 'no-usage'),
      poll(EVERY_MS.alerts, alertNews, 'no-alerts'),
      poll(EVERY_MS.sources, sourceNews, 'no-sources'),
    ]);
  }

  async #forever(signal: AbortSignal, work: () => Promise<void>): Promise<void> {
    while (!signal.aborted) {
      await work().catch((error: unknown) => {
        if (!signal.aborted) this.#tell({ kind: 'lost', message: messageOf(error) });
      });
      await this.#server.clock.sleep(AGAIN_MS, signal);
    }
  }

  async #pods(signal: AbortSignal): Promise<void> {
    const end = new AbortController();
    const onOutage = (message: string): void => {
      this.#reopen = () => end.abort();
      this.#tell({ kind: 'lost', message });
    };
    const options = { signal: AbortSignal.any([signal, end.signal]), onOutage };
    const known = this.#liveId === '' ? '' : `?${new URLSearchParams({ after: this.#liveId })}`;
    this.#reopen = undefined;
    for await (const { id, event, data } of this.#server.stream(`/stream${known}`, options)) {
      this.#reopen = undefined;
      this.#tellLive(event, JSON.parse(data));
      this.#liveId = id;
    }
  }

  #tellLive(event: string | undefined, data: unknown): void {
    const message = checked(this.#server, SHAPES.LiveMessage, data);
    // Words of a newer server are shown as they come.
    if (message.kind === 'Snapshot') {
      this.#tell({ kind: 'pods', pods: message.pods.map((pod) => asPod(pod as PodJson)) });
    }
    if (message.kind === 'Pod') this.#tell({ kind: 'pod', pod: asPod(message as PodJson) });
    if (event === 'removed' && message.kind === 'Removed' && message.metadata.kind === 'Pod') {
      const { tenant, name } = message.metadata;
      this.#tell({ kind: 'removed', key: podKey(tenant, name) });
    }
  }

  async #events(signal: AbortSignal): Promise<void> {
    if (this.#eventId === undefined) {
      const query = new URLSearchParams({ limit: FIRST_EVENTS });
      const events = (await remoteEvents(this.#server, query)).toReversed();
      this.#tell({ kind: 'events', events });
      this.#eventId = events.at(-1)?.id ?? 0;
    }
    const after = new URLSearchParams({ after: String(this.#eventId) });
    for await (const event of followRemote(this.#server, after, { signal })) {
      this.#eventId = event.id;
      this.#tell({ kind: 'events', events: [event] });
    }
  }

  async #poll(
    every: number,
    look: (server: ServerClient, signal: AbortSignal) => Promise<FleetNews>,
    refused: Refused,
    signal: AbortSignal,
  ): Promise<void> {
    while (!signal.aborted) {
      const news = await look(this.#server, signal).catch((error: unknown): FleetNews => {
        if (!(error instanceof AgentPodError) || FATAL.has(error.reason)) throw error;
        // A standby has none, and the token of a tenant may not ask.
        return { kind: refused, message: error.message };
      });
      if (!signal.aborted) this.#tell(news);
      // It is back, and a stream that broke waits longer and longer: pods would be old, and called live.
      this.#reopen?.();
      await this.#server.clock.sleep(every, signal);
    }
  }
}
