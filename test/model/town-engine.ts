import { LABEL, podKeyFromLabels } from '../../src/core/desired/names.ts';
import type { PodKey } from '../../src/core/model/resource.ts';
import type { ContainerRuntime, ProbeResult } from '../../src/ports/container-runtime.ts';
import type { RuntimeEvent } from '../../src/ports/runtime-event.ts';
import { refuse } from '../fakes/fake-engine.ts';
import { type FakeContainer, hostPorts, UP } from '../fakes/fake-objects.ts';
import { FakeRuntime } from '../fakes/fake-runtime.ts';
import { IMAGES } from '../fakes/world.ts';
import type { Life, TownClock } from './town-clock.ts';
import { TownEvents } from './town-events.ts';
import type { Wire } from './wire.ts';

/** From a process's start until the agent in it answers. */
const BOOT_MS = 400;
/** Docker's own first wait; each next one is twice as long. */
const RESTART_MS = 100;
const LONGEST_RESTART_MS = 60_000;

export interface Fault {
  readonly method: keyof ContainerRuntime;
  /** Whether the Engine does it before its answer is lost. */
  readonly when: 'before' | 'after';
  left: number;
}

/** The host's Docker: what processes ask of it, what it does by itself, and what goes wrong with it. */
export class TownEngine {
  readonly host = new FakeRuntime(IMAGES);
  readonly events: TownEvents;
  readonly faults: Fault[] = [];
  /** Told before anything is changed: method and the name of what it is about. */
  onChange: (method: string, name: string) => void = () => undefined;
  away = false;
  readonly #wire: Wire;
  readonly #clock: TownClock;
  /** Processes that hang, by container and start. */
  readonly #hung = new Set<string>();

  constructor(wire: Wire, clock: TownClock) {
    this.#wire = wire;
    this.#clock = clock;
    this.events = new TownEvents(wire, () => this.#refuse());
  }

  of(life: Life): ContainerRuntime {
    return new Proxy<ContainerRuntime>(this.host, {
      get: (host, name) => {
        const method = name as keyof ContainerRuntime;
        if (method === 'events') {
          return (_: string, signal: AbortSignal) => this.events.stream(life, signal);
        }
        if (method === 'logs') return host.logs.bind(host);
        const what = (args: readonly unknown[]) => `${method} ${nameIn(args)}`;
        if (method === 'probe') {
          return (port: number) =>
            this.#wire.call(life, `probe ${port}`, async () => this.#probe(port));
        }
        return (...args: unknown[]) =>
          this.#wire.call(life, what(args), () => this.#perform(method, args));
      },
    });
  }

  /** Of one pod, by name. */
  containersOf(pod: PodKey): readonly (readonly [string, FakeContainer])[] {
    return [...this.host.containers].filter(([, { labels }]) => podKeyFromLabels(labels) === pod);
  }

  /** Its process is killed, and Docker brings it back after a while. */
  crash(name: string): void {
    const container = this.host.containers.get(name);
    if (container?.state !== 'running') return;
    const restartCount = container.restartCount + 1;
    Object.assign(container, { state: 'restarting', exitCode: 137, restartCount });
    this.#tell(container, 'die');
    const wait = Math.min(LONGEST_RESTART_MS, RESTART_MS * 2 ** (restartCount - 1));
    this.#clock.after(wait, () => {
      // By whatever name it goes by then.
      const isThere = [...this.host.containers.values()].includes(container);
      if (container.state !== 'restarting' || !isThere) return;
      this.#begin(container);
    });
  }

  hang(name: string): void {
    const container = this.host.containers.get(name);
    if (container?.state === 'running') this.#hung.add(processOf(container));
  }

  /** A person ends what hangs and was never on record: who never served is left to be looked at. */
  unhang(isKnown: (container: FakeContainer) => boolean): void {
    for (const container of this.host.containers.values()) {
      if (!isKnown(container)) this.#hung.delete(processOf(container));
    }
  }

  isReady(container: FakeContainer): boolean {
    const age = this.#clock.time - Date.parse(container.startedAt);
    const isHung = this.#hung.has(processOf(container));
    const isBroken = container.spec.env['MODE'] === 'broken';
    return container.state === 'running' && age >= BOOT_MS && !isHung && !isBroken;
  }

  /** By hand, as with `docker …`; the Engine tells of it. */
  change(name: string, action: string, change: (container: FakeContainer) => void): void {
    const container = this.host.containers.get(name);
    if (container === undefined) return;
    change(container);
    this.#tell(container, action);
  }

  vanish(name: string): void {
    const container = this.host.containers.get(name);
    if (container === undefined) return;
    this.host.vanish(name);
    this.#tell(container, 'destroy');
  }

  /** Without live-restore: everything goes down, and what was up is up again before it answers. */
  restart(): void {
    this.events.cut();
    for (const container of this.host.containers.values()) {
      if (UP.has(container.state) && podKeyFromLabels(container.labels)) this.#begin(container);
    }
  }

  #begin(container: FakeContainer): void {
    Object.assign(container, { state: 'running', startedAt: this.#clock.now().toISOString() });
    this.#tell(container, 'start');
  }

  #nameOf(nameOrId: string): string {
    const found = [...this.host.containers].find(([, { id }]) => id === nameOrId);
    return found?.[0] ?? nameOrId;
  }

  #refuse(): void {
    if (this.away) throw refuse('Transient', 'EngineUnreachable', 'the Engine is away');
  }

  async #perform(method: keyof ContainerRuntime, args: unknown[]): Promise<unknown> {
    this.#refuse();
    const fault = this.faults.find((each) => each.method === method && each.left > 0);
    if (fault) fault.left -= 1;
    if (fault?.when === 'before') throw refuse('Transient', 'EngineError', `${method} fails`);
    const name = this.#nameOf(nameIn(args));
    const before = this.host.containers.get(name);
    if (method === 'startContainer' && before?.state === 'paused') {
      throw refuse('Transient', 'EngineError', 'a paused container cannot be started');
    }
    if (method === 'startContainer' && before?.state === 'restarting') return undefined;
    const isStrangers = before !== undefined && before.labels[LABEL.managed] !== 'true';
    // What has the name and is somebody else's stays, as on the real Engine.
    if (method !== 'removeContainer' || !isStrangers) this.onChange(method, name);
    const wasUp = before !== undefined && UP.has(before.state);
    const member = Reflect.get(this.host, method) as (...all: readonly unknown[]) => unknown;
    const answer = await member.apply(this.host, args);
    this.#echo(method, name, before, wasUp);
    if (fault) throw refuse('Transient', 'EngineUnreachable', `the answer to ${method} is lost`);
    return answer;
  }

  /** What the Engine tells of what it has done. */
  #echo(method: string, name: string, before: FakeContainer | undefined, wasUp: boolean): void {
    if (method === 'startContainer' && !wasUp && before) this.#begin(before);
    if (method === 'stopContainer' && wasUp && before) {
      this.#tell(before, 'die');
      this.#tell(before, 'stop');
    }
    if (method === 'removeContainer' && before) this.#tell(before, 'destroy');
    if (method === 'removeNetwork') {
      this.events.tell({ kind: 'network', network: name, action: 'destroy' });
    }
  }

  #tell({ labels }: FakeContainer, action: string): void {
    const pod = podKeyFromLabels(labels);
    const event: RuntimeEvent | undefined = pod && { kind: 'container', pod, action };
    if (event) this.events.tell(event);
  }

  #probe(port: number): ProbeResult {
    const found = [...this.host.containers.values()].find(
      (container) => container.state === 'running' && hostPorts(container).includes(port),
    );
    if (found === undefined || !this.isReady(found)) {
      const answers = found?.spec.env['MODE'] === 'broken';
      return answers
        ? { ready: false, message: '503' }
        : { ready: false, contact: 'silent', message: 'connection refused' };
    }
    return { ready: true, message: '200' };
  }
}

function processOf({ id, startedAt }: FakeContainer): string {
  return `${id} ${startedAt}`;
}

/** Of what a call is about. */
function nameIn([first]: readonly unknown[]): string {
  if (typeof first === 'string') return first;
  const named = first as { readonly name?: string } | undefined;
  return named?.name ?? '';
}
