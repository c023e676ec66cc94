import { shownOf } from '../../core/live/shown.ts';
import { type PodKey, parsePodKey, type Subject } from '../../core/model/resource.ts';
import type { Clock } from '../../ports/clock.ts';
import type { RuntimeEvent } from '../../ports/runtime-event.ts';
import { Alarm } from '../loop/alarm.ts';
import { watchEvents } from '../loop/event-watch.ts';
import type { LoopEvent } from '../loop/loop-event.ts';
import { narrowed, type Scope, type SeenState, sightOf } from '../sight.ts';
import type { Workspace } from '../workspace.ts';
import { AgentLooks } from './agent-looks.ts';
import { ContainerDetails } from './container-details.ts';
import { LiveChannel, type LiveMessage } from './live-channel.ts';

export interface LiveParts {
  readonly clock: Clock;
  /** From 0 to below 1. */
  readonly random: () => number;
  /** Whether the Engine's published ports are on this machine. */
  readonly local: boolean;
  /** Told why nothing can be seen, once for as long as that lasts. */
  readonly report: (error: unknown) => void;
}

/** What happens within this time is told together. */
const TOGETHER_MS = 100;
/** What nobody told of is found so; a standby is told of nothing that another server does. */
const LOOK_EVERY_MS = { expectant: 500, else: 2000 };
const MOST_CHANNELS = 100;
/** Told again and again, and of nothing that is shown here. */
const SAYS_NOTHING: ReadonlySet<LoopEvent['kind']> = new Set(['source-checked', 'usage']);

/**
 * What tenants and pods are, as it changes. Looks only while somebody follows: when the loop or the
 * Engine tells of something, and now and then.
 */
export class LiveFeed {
  readonly #parts: LiveParts;
  readonly #channels = new Map<string, { readonly scope: Scope; readonly channel: LiveChannel }>();
  readonly #epoch: string;
  #looking: Looking | undefined;

  constructor(parts: LiveParts) {
    this.#parts = parts;
    this.#epoch = Math.floor(parts.random() * 36 ** 8).toString(36);
  }

  get isFollowed(): boolean {
    return [...this.#channels.values()].some(({ channel }) => channel.followers > 0);
  }

  readonly onLoopEvent = (event: LoopEvent): void => {
    const looking = this.#looking;
    if (looking === undefined || SAYS_NOTHING.has(event.kind)) return;
    const pod = podOf(event);
    if (pod !== undefined) looking.agents.vouch(pod);
    looking.alarm.ring();
  };

  /**
   * First what changed since the message of the id `after`, or a snapshot where that is not known any
   * more; then each change. Ends with the signal, and where the reader falls behind too far.
   */
  async *follow(
    workspace: Workspace,
    scope: Scope,
    { after, signal }: { readonly after?: string | undefined; readonly signal: AbortSignal },
  ): AsyncGenerator<LiveMessage> {
    const channel = this.#enter(workspace, scope);
    const nudge = (): void => channel.nudge();
    signal.addEventListener('abort', nudge);
    try {
      yield* channel.read(after ?? '', signal);
    } finally {
      signal.removeEventListener('abort', nudge);
      this.#leave(channel);
    }
  }

  #enter(workspace: Workspace, scope: Scope): LiveChannel {
    const key = scope?.uid ?? '';
    const found = this.#channels.get(key)?.channel ?? new LiveChannel(this.#epoch);
    this.#channels.set(key, { scope, channel: found });
    found.followers += 1;
    this.#makeRoom();
    if (this.#looking === undefined) this.#start(workspace);
    else this.#looking.alarm.ring();
    return found;
  }

  #leave(channel: LiveChannel): void {
    channel.followers -= 1;
    if (channel.followers === 0) channel.rest();
    if (this.isFollowed) return;
    this.#looking?.end.abort();
    this.#looking = undefined;
  }

  #makeRoom(): void {
    for (const [key, { channel }] of this.#channels) {
      if (this.#channels.size <= MOST_CHANNELS) return;
      if (channel.followers === 0) this.#channels.delete(key);
    }
  }

  #start(workspace: Workspace): void {
    const { clock, local, random } = this.#parts;
    const { runtime } = workspace;
    const end = new AbortController();
    const alarm = new Alarm();
    const onNews = (): void => alarm.ring();
    const agents = new AgentLooks({ runtime, local, now: () => clock.now(), onNews });
    const looking = { workspace, end, alarm, agents, details: new ContainerDetails(runtime) };
    this.#looking = looking;
    end.signal.addEventListener('abort', onNews);
    const { instance } = workspace.settings;
    const onEvent = (event: RuntimeEvent): void => this.#notice(looking, event);
    const watch = { runtime, instance, clock, random, onEvent, onLoopEvent: () => undefined };
    // Neither rejects.
    void watchEvents(watch, end.signal);
    void this.#run(looking);
  }

  #notice({ agents, alarm, details }: Looking, event: RuntimeEvent): void {
    if (event.kind === 'connected') details.forgetAll();
    if (event.kind === 'container') {
      details.forget(event.pod);
      agents.forget(event.pod);
    }
    alarm.ring();
  }

  async #run(looking: Looking): Promise<void> {
    const { clock, report } = this.#parts;
    const { signal } = looking.end;
    let failing = false;
    while (!signal.aborted) {
      try {
        await this.#look(looking);
        failing = false;
      } catch (error) {
        if (!failing && !signal.aborted) report(error);
        failing = true;
      }
      await clock.sleep(TOGETHER_MS, signal);
      const pause = looking.agents.isExpectant ? LOOK_EVERY_MS.expectant : LOOK_EVERY_MS.else;
      if (!signal.aborted) await looking.alarm.sleep(clock, pause);
    }
  }

  async #look({ workspace, agents, details, end }: Looking): Promise<void> {
    const world = await takeWorld(workspace, details);
    const live = agents.current(world);
    const { proxy } = workspace.settings;
    for (const { scope, channel } of this.#channels.values()) {
      if (channel.followers === 0) continue;
      const seen = scope === undefined ? world : await narrowed(workspace, world, scope);
      if (end.signal.aborted) return;
      const { tenants, pods } = sightOf(seen, { live, proxy });
      channel.show(shownOf(tenants, pods));
    }
  }
}

/** One for as long as somebody follows. */
interface Looking {
  readonly workspace: Workspace;
  readonly agents: AgentLooks;
  readonly details: ContainerDetails;
  readonly end: AbortController;
  readonly alarm: Alarm;
}

async function takeWorld(workspace: Workspace, details: ContainerDetails): Promise<SeenState> {
  const { runtime, store, settings } = workspace;
  const { instance, ports } = settings;
  const [{ containers, networks }, records] = await Promise.all([
    runtime.observe({ instance, images: [], ports, detail: false }),
    store.load(),
  ]);
  return { containers: await details.addTo(containers), networks, records };
}

/** The pod whose state the loop has just found out. */
function podOf(event: LoopEvent): PodKey | undefined {
  switch (event.kind) {
    case 'finished':
      return event.result.outcome === 'unchanged' ? undefined : podIn(event.result.subject);
    case 'unhealthy':
    case 'recovered':
      return podIn(event.subject);
    default:
      return undefined;
  }
}

function podIn(subject: Subject): PodKey | undefined {
  return subject.startsWith('pod/') ? parsePodKey(subject) : undefined;
}
