import { sourceKey } from '../../src/core/manifests/secret-references.ts';
import type { DesiredState } from '../../src/core/model/desired.ts';
import type { ObservedState } from '../../src/core/model/observed.ts';
import type { Plan } from '../../src/core/model/operation.ts';
import { type ReadableSource, Secret } from '../../src/core/model/secret.ts';
import type { PlanOptions } from '../../src/core/plan/options.ts';
import { makePlan } from '../../src/core/plan/reconciler.ts';
import { DEFAULT_PROXY } from '../../src/core/proxy/defaults.ts';
import { applyPlan } from '../../src/engine/apply.ts';
import type { ApplyOptions, ApplyResult } from '../../src/engine/apply-result.ts';
import { observeState } from '../../src/engine/observe.ts';
import type { Workspace, WorkspaceSettings } from '../../src/engine/workspace.ts';
import type { Clock } from '../../src/ports/clock.ts';
import { FakeFirewall } from './fake-firewall.ts';
import { FakeGateway } from './fake-gateway.ts';
import { FakeCertificates, FakeRoutes } from './fake-proxy.ts';
import { FakeRuntime } from './fake-runtime.ts';
import { memoryStore } from './memory-store.ts';

export const IMAGES = {
  'ghcr.io/openclaw/openclaw:2026.9.6': 'sha256:openclaw-6',
  'ghcr.io/openclaw/openclaw:2026.9.7': 'sha256:openclaw-7',
  'agentpod/stub-agent:1': 'sha256:stub-1',
  [DEFAULT_PROXY.traefikImage]: 'sha256:traefik',
  [DEFAULT_PROXY.socketFilterImage]: 'sha256:haproxy',
} as const;

/** What a validator says that finds nothing wrong. */
export const ACCEPTED = { exitCode: 0, stdout: '{"valid":true,"warnings":[]}', stderr: '' };

const NO_PRUNE = { enabled: false, allowEmpty: false, maxDeletes: 1 } as const;

const FREE_LOCK = { acquire: async () => ({ check: async () => {}, release: async () => {} }) };

/** The process that did this was killed: nothing it calls from now on answers. */
class Killed extends Error {}

/** A whole AgentPod on fakes: a host, a state, a clock that only sleeping moves. */
export class World {
  readonly runtime = new FakeRuntime(IMAGES);
  readonly #clock = new FakeClock();
  readonly gateway = new FakeGateway(() => this.#clock.now());
  readonly certificates = new FakeCertificates();
  readonly routes = new FakeRoutes();
  store = memoryStore({ now: () => this.#clock.now() });
  readonly firewall = new FakeFirewall();
  /** A test may set others between two passes. */
  settings: WorkspaceSettings;
  #writesLeft = Number.POSITIVE_INFINITY;

  constructor(settings: Partial<WorkspaceSettings> = {}) {
    const ports = { first: 20000, last: 20099 };
    this.runtime.execResult = ACCEPTED;
    const subnetPool = '10.213.0.0/16';
    this.settings = { instance: 'default', ports, subnetPool, proxy: DEFAULT_PROXY, ...settings };
  }

  get workspace(): Workspace {
    return {
      settings: this.settings,
      runtime: this.#mortal(this.runtime),
      gateway: this.gateway,
      store: this.#mortal(this.store),
      lock: FREE_LOCK,
      leadership: FREE_LOCK,
      firewall: this.#mortal(this.firewall),
      secrets: new EchoSecrets(),
      certificates: this.#mortal(this.certificates),
      routes: this.#mortal(this.routes),
      clock: this.#clock,
      close: async () => {},
    };
  }

  /** The process dies just before its n-th write from now (0: before the first). */
  killBeforeWrite(n: number): void {
    this.#writesLeft = n;
  }

  revive(): void {
    this.#writesLeft = Number.POSITIVE_INFINITY;
  }

  /** The database is gone, and an empty one in its place. */
  loseMemory(): void {
    this.store = memoryStore({ now: () => this.#clock.now() });
  }

  get writes(): number {
    const { issued } = this.certificates;
    return this.runtime.writes + this.store.writes.length + issued.length + this.firewall.writes;
  }

  observe(desired: DesiredState, refresh = true): Promise<ObservedState> {
    return observeState(this.workspace, desired, { refresh });
  }

  async plan(desired: DesiredState, options: Partial<PlanOptions> = {}): Promise<Plan> {
    return makePlan(desired, await this.observe(desired), {
      ...this.settings,
      now: this.#clock.now().toISOString(),
      prune: NO_PRUNE,
      ...options,
    });
  }

  async apply(
    desired: DesiredState,
    options: Partial<PlanOptions & ApplyOptions> = {},
  ): Promise<ApplyResult> {
    const plan = await this.plan(desired, options);
    return applyPlan(plan, this.workspace, {
      concurrency: 4,
      wait: true,
      timeoutSeconds: 2,
      ...options,
    });
  }

  #mortal<T extends object>(target: T): T {
    return new Proxy(target, {
      get: (object, name) => {
        const member: unknown = Reflect.get(object, name, object);
        if (typeof member !== 'function') return member;
        return (...args: unknown[]) => {
          if (this.#writesLeft <= 0 && (WRITES.has(String(name)) || this.#writesLeft < 0)) {
            this.#writesLeft = -1;
            throw new Killed(`killed before ${String(name)}`);
          }
          if (WRITES.has(String(name))) this.#writesLeft -= 1;
          return member.apply(object, args);
        };
      },
    });
  }
}

const WRITES = new Set([
  'pullImage',
  'write',
  'remove',
  'createNetwork',
  'removeNetwork',
  'createVolume',
  'removeVolume',
  'writeVolumes',
  'connectNetwork',
  'disconnectNetwork',
  'createProxyContainer',
  'createContainer',
  'startContainer',
  'stopContainer',
  'removeContainer',
  'issue',
  'recordTenant',
  'forgetTenant',
  'recordPod',
  'commitPod',
  'forgetPod',
  'setConditions',
  'storeDevice',
  'appendEvents',
]);

class FakeClock implements Clock {
  #time = Date.UTC(2026, 10, 24);

  now(): Date {
    return new Date(this.#time);
  }

  async sleep(milliseconds: number): Promise<void> {
    this.#time += milliseconds;
  }
}

/** A value is its own fingerprint: what a plan was made with is what is found. */
export class EchoSecrets {
  async read(source: ReadableSource): Promise<Secret> {
    return new Secret(source.kind === 'env' ? source.name : sourceKey(source));
  }

  async checkSeal(): Promise<undefined> {}

  fingerprint(value: Secret): string {
    return value.reveal();
  }
}
