import { LABEL, podKeyFromLabels } from '../../src/core/desired/names.ts';
import type { ProxySettings } from '../../src/core/model/proxy.ts';
import { DEFAULT_PROXY } from '../../src/core/proxy/defaults.ts';
import type { LoopEvent } from '../../src/engine/loop/loop-event.ts';
import type { Workspace, WorkspaceSettings } from '../../src/engine/workspace.ts';
import type { Firewall } from '../../src/ports/firewall.ts';
import { FakeFirewall } from '../fakes/fake-firewall.ts';
import { FakeGateway } from '../fakes/fake-gateway.ts';
import type { FakeVolume } from '../fakes/fake-objects.ts';
import { FakeCertificates, FakeRoutes } from '../fakes/fake-proxy.ts';
import { ACCEPTED, EchoSecrets } from '../fakes/world.ts';
import type { fc } from '../property/fast-check.ts';
import { ControlPlane } from './control-plane.ts';
import { applyByHand } from './hand.ts';
import { SafetyWatch } from './safety.ts';
import { type Life, TownClock } from './town-clock.ts';
import { TownDatabase } from './town-database.ts';
import { TownEngine } from './town-engine.ts';
import { TownManifests } from './town-manifests.ts';
import { Wire } from './wire.ts';
import { FIRST_WISH, PODS, type Wishes } from './wishes.ts';

const PROXY_OFF: ProxySettings = { ...DEFAULT_PROXY, mode: 'off' };
/** More steps than any schedule takes that comes to an end. */
export const MOST_STEPS = 20_000;

export interface TownSettings {
  readonly prune: boolean;
  readonly resyncSeconds: number;
  readonly concurrency: number;
}

/**
 * One host, one database, one folder of manifests, and control planes that come and go. Everything
 * that may happen at another time does so when the scheduler says.
 */
export class Town {
  readonly settings: TownSettings;
  readonly clock = new TownClock();
  readonly wire: Wire;
  readonly engine: TownEngine;
  readonly database: TownDatabase;
  readonly firewall = new FakeFirewall();
  readonly manifests: TownManifests;
  readonly safety: SafetyWatch;
  readonly planes: (ControlPlane | undefined)[] = [];
  readonly #lost = new Map<string, FakeVolume>();
  onTell: ((line: string) => void) | undefined;
  #names = 0;

  /** How many people are at an `apply` right now. */
  handsBusy = 0;

  constructor(scheduler: fc.Scheduler, settings: TownSettings) {
    this.settings = settings;
    this.wire = new Wire(scheduler);
    this.engine = new TownEngine(this.wire, this.clock);
    this.engine.host.execResult = ACCEPTED;
    this.engine.host.images.set('agentpod/stub-agent:2', 'sha256:stub-2');
    this.database = new TownDatabase(this.wire, this.clock);
    const wishes: Wishes = new Map(PODS.map((pod) => [pod, FIRST_WISH]));
    this.manifests = new TownManifests(this.wire, wishes);
    this.safety = new SafetyWatch(this);
    this.engine.onChange = (method, name) => this.safety.before(method, name);
    this.engine.host.addForeign('someone-elses');
  }

  /** What a control plane says, for whoever looks for the cause of a failure. */
  tell({ name }: Life, event: LoopEvent): void {
    this.onTell?.(`${this.clock.now().toISOString()} ${name} ${JSON.stringify(event)}`);
  }

  /** Without what is forgotten ten good minutes later: that is once, whatever is done then. */
  get writes(): number {
    const stored = this.database.store.writes.filter((call) => call !== 'waits.drop').length;
    return this.engine.host.writes + stored + this.firewall.writes;
  }

  newLife(what: string): Life {
    this.#names += 1;
    return { name: `${what}-${this.#names}`, alive: true };
  }

  workspaceOf(life: Life): Workspace {
    const settings: WorkspaceSettings = {
      instance: 'default',
      ports: { first: 20000, last: 20009 },
      subnetPool: '10.213.0.0/16',
      proxy: PROXY_OFF,
    };
    const { locks } = this.database;
    return {
      settings,
      runtime: this.engine.of(life),
      gateway: new FakeGateway(() => this.clock.now()),
      store: this.database.of(life),
      lock: locks.of(life, 'writer'),
      leadership: locks.of(life, 'server'),
      firewall: this.#firewallOf(life),
      secrets: new EchoSecrets(),
      certificates: new FakeCertificates(),
      routes: new FakeRoutes(),
      clock: this.clock.of(life),
      close: async () => undefined,
    };
  }

  /** Slots for control planes: at most one lives in each. */
  startPlane(slot: number): void {
    if (this.planes[slot]?.isRunning !== true) this.planes[slot] = new ControlPlane(this);
  }

  killPlane(slot: number): void {
    this.planes[slot]?.kill();
    this.planes[slot] = undefined;
  }

  applyByHand(): void {
    applyByHand(this);
  }

  /** A volume goes for good, until somebody brings it back from a backup. */
  lose(name: string, volume: FakeVolume): void {
    const pod = podKeyFromLabels(volume.labels);
    if (pod !== undefined && this.database.committed.has(pod)) this.safety.lostState.add(pod);
    this.#lost.set(name, volume);
  }

  /** All trouble is over, and somebody serves. */
  async mend(): Promise<void> {
    const { engine, database, manifests } = this;
    const { host } = engine;
    engine.away = false;
    engine.faults.length = 0;
    Object.assign(engine.events, { lost: 0, doubled: 0 });
    Object.assign(database, { away: false, lostAnswers: 0 });
    host.busyPorts.clear();
    for (const [name, { labels }] of host.containers) {
      if (name.startsWith('agentpod_') && labels[LABEL.managed] === undefined) {
        host.containers.delete(name);
        host.volumes.delete(name);
      }
    }
    for (const [name, volume] of this.#lost) {
      if (!host.volumes.has(name)) host.volumes.set(name, volume);
    }
    const { pods } = await database.store.load();
    engine.unhang(({ labels }) =>
      pods.some(
        ({ key, generation }) =>
          key === podKeyFromLabels(labels) && labels[LABEL.generation] === String(generation),
      ),
    );
    if (manifests.broken) manifests.setBroken(false);
    if (!this.planes.some((plane) => plane?.isRunning)) this.startPlane(0);
  }

  /** So much time, with everything that happens at its moments taking up to so many steps. */
  async pass(milliseconds: number, steps: number): Promise<void> {
    const end = this.clock.time + milliseconds;
    for (let next = this.clock.nextAt; next !== undefined && next <= end; ) {
      this.clock.moveTo(next);
      await this.wire.step(steps);
      next = this.clock.nextAt;
    }
    this.clock.moveTo(end);
    await this.wire.step(0);
  }

  /** Until nothing can go on without time. */
  async idle(): Promise<void> {
    if (await this.wire.step(MOST_STEPS)) throw new Error('it never comes to rest');
  }

  #firewallOf(life: Life): Firewall {
    return new Proxy<Firewall>(this.firewall, {
      get: (firewall, name) => {
        const member = Reflect.get(firewall, name) as (...all: readonly unknown[]) => unknown;
        return (...args: unknown[]) =>
          this.wire.call(life, `firewall ${String(name)}`, async () =>
            member.apply(firewall, args),
          );
      },
    });
  }
}
