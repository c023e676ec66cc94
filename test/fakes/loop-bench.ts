import { createHash } from 'node:crypto';
import type { PodKey } from '../../src/core/model/resource.ts';
import { ControlLoop } from '../../src/engine/loop/control-loop.ts';
import { LookRequests } from '../../src/engine/loop/look-requests.ts';
import type { LoopEvent } from '../../src/engine/loop/loop-event.ts';
import type { LoopSettings } from '../../src/engine/loop/loop-parts.ts';
import type { Workspace } from '../../src/engine/workspace.ts';
import type { RuntimeEvent } from '../../src/ports/runtime-event.ts';
import type { SourceListener, WatchedSource } from '../../src/ports/watched-source.ts';
import { hostPorts } from './fake-objects.ts';
import { ManualClock } from './manual-clock.ts';
import { World } from './world.ts';

/** The control loop over a fake Engine, a fake state and a clock that tests move. */
export class LoopBench {
  readonly world: World;
  readonly clock: ManualClock;
  readonly events: LoopEvent[] = [];
  readonly workspace: Workspace;
  readonly requests = new LookRequests();
  readonly #files = new Map<string, string>();
  readonly #stop = new AbortController();
  #listener: SourceListener | undefined;
  #ended: Promise<void> | undefined;

  /** `before`: the loop that led on the same Engine and state until now. */
  constructor(files: Readonly<Record<string, string>>, before?: LoopBench) {
    this.world = before?.world ?? new World();
    this.clock = before?.clock ?? new ManualClock();
    this.workspace = { ...this.world.workspace, clock: this.clock };
    for (const [name, text] of Object.entries(files)) this.#files.set(name, text);
  }

  async start(settings: Partial<LoopSettings> = {}): Promise<void> {
    const loop = new ControlLoop({
      workspace: this.workspace,
      sources: [this.#source()],
      requests: this.requests,
      settings: {
        concurrency: 4,
        resyncSeconds: 30,
        prune: { enabled: false, allowEmpty: false, maxDeletes: 1 },
        actor: 'test',
        ...settings,
      },
      random: () => 0,
      onLoopEvent: (event) => this.events.push(event),
    });
    const now = new AbortController().signal;
    this.#ended = loop.run({ drain: this.#stop.signal, now });
    await this.clock.advance(0);
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#ended;
  }

  async write(name: string, text: string): Promise<void> {
    this.#files.set(name, text);
    await this.#changed();
  }

  async erase(...names: readonly string[]): Promise<void> {
    for (const name of names) this.#files.delete(name);
    await this.#changed();
  }

  async #changed(): Promise<void> {
    this.#listener?.changed();
    await this.clock.advance(0);
  }

  /** What the Engine tells; the fake tells nothing by itself. */
  async happen(event: RuntimeEvent): Promise<void> {
    this.world.runtime.happenings.emit('event', event);
    await this.clock.advance(50);
  }

  /** As with `docker stop`, told to nobody. */
  stopContainer(pod: PodKey): void {
    for (const [name, container] of this.world.runtime.containers) {
      if (name.includes(`_${pod.replace('/', '_')}_g`))
        Object.assign(container, { state: 'exited' });
    }
  }

  /** Its process died so many times, and Docker started it again each time. */
  async crash(pod: PodKey, times: number): Promise<void> {
    for (const [name, container] of this.world.runtime.containers) {
      if (!name.includes(`_${pod.replace('/', '_')}_g`)) continue;
      const startedAt = this.clock.now().toISOString();
      Object.assign(container, { restartCount: container.restartCount + times, startedAt });
    }
    await this.happen({ kind: 'container', pod, action: 'die' });
  }

  /** Until its answer is called, a process whose `A` begins so runs and says that it is not ready. */
  sick(prefix: string): () => void {
    const { runtime } = this.world;
    const well = runtime.probe.bind(runtime);
    const probe: typeof well = async (port, spec) => {
      const found = [...runtime.containers.values()].find(
        (each) => each.state === 'running' && hostPorts(each).includes(port),
      );
      const isSick = found?.spec.env['A']?.startsWith(prefix) === true;
      return isSick ? { ready: false, message: '503' } : well(port, spec);
    };
    Object.assign(runtime, { probe });
    return () => void Object.assign(runtime, { probe: well });
  }

  isUp(pod: PodKey): boolean {
    return [...this.world.runtime.containers].some(
      ([name, { state }]) => name.includes(`_${pod.replace('/', '_')}_g`) && state === 'running',
    );
  }

  /** Its containers, which are two while another one is made out of it. */
  generations(pod: PodKey): readonly string[] {
    const prefix = `_${pod.replace('/', '_')}_g`;
    return [...this.world.runtime.containers.keys()].filter((name) => name.includes(prefix));
  }

  of<Kind extends LoopEvent['kind']>(kind: Kind): Extract<LoopEvent, { kind: Kind }>[] {
    return this.events.filter(
      (event): event is Extract<LoopEvent, { kind: Kind }> => event.kind === kind,
    );
  }

  #source(): WatchedSource {
    return {
      name: 'memory',
      about: { kind: 'folder', path: '/manifests' },
      revision: () => undefined,
      accepted: async () => undefined,
      watch: async (listener, signal) => {
        this.#listener = listener;
        await new Promise((ended) => signal.addEventListener('abort', ended, { once: true }));
      },
      read: async () => ({
        files: [...this.#files].map(([name, text]) => {
          const hash = createHash('sha256').update(text).digest('hex');
          return { name, directory: '/manifests', text, hash };
        }),
        diagnostics: [],
      }),
    };
  }
}
