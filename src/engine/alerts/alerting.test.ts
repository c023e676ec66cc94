import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { aPod } from '../../../test/builders.ts';
import { FINE_DIAGNOSIS, FINE_DISK } from '../../../test/fakes/fine-diagnosis.ts';
import { ManualClock } from '../../../test/fakes/manual-clock.ts';
import { World } from '../../../test/fakes/world.ts';
import { alertsConfig } from '../../core/alerts/alerts-config.ts';
import { AgentPodError } from '../../core/model/errors.ts';
import type { SendOutcome } from '../../ports/alert-sender.ts';
import type { LoopEvent } from '../loop/loop-event.ts';
import { Alerts } from './alerting.ts';

const POD = 'pod/acme/agent';
const DIED: LoopEvent = { kind: 'died', subject: POD };
const SENT: SendOutcome = { kind: 'sent' };
const HOUR = 3_600_000;

/** Alerts of a server over a state in memory, with receivers that a test speaks for. */
class Bench {
  readonly clock = new ManualClock();
  readonly world = new World();
  readonly sent: string[] = [];
  readonly told: LoopEvent[] = [];
  answer: (receiver: string) => Promise<SendOutcome> = async () => SENT;
  disk = FINE_DISK;
  /** Why the database does not take what is written. */
  away: AgentPodError | undefined;
  #stop = new AbortController();
  #ended: Promise<void> = Promise.resolve();
  #alerts: Alerts | undefined;

  constructor() {
    const { alerts } = this.world.workspace.store;
    const record = alerts.record.bind(alerts);
    alerts.record = async (changes) => {
      if (this.away !== undefined) throw this.away;
      return record(changes);
    };
  }

  start(receivers: readonly string[] = ['one', 'two']): void {
    const named = receivers.map((name) => ({
      name,
      webhook: { url: 'https://hooks.example.com' },
    }));
    const { workspace } = this.world;
    this.#stop = new AbortController();
    this.#alerts = new Alerts(
      {
        config: alertsConfig({ receivers: named }),
        sender: {
          send: async (receiver, { notice }) => {
            const outcome = await this.answer(receiver);
            if (outcome.kind === 'sent') this.sent.push(`${receiver} ${notice.state}`);
            return outcome;
          },
        },
        diagnosis: {
          machine: async () => ({ ...(await FINE_DIAGNOSIS.machine()), disks: [this.disk] }),
          hosts: async () => [{ host: 'a.example.com', https: ENDED }],
        },
        newId: randomUUID,
      },
      {
        workspace: { ...workspace, clock: this.clock },
        random: () => 0,
        onLoopEvent: (event) => this.told.push(event),
      },
    );
    this.#ended = this.#alerts.run(this.#stop.signal);
  }

  async happen(...events: readonly LoopEvent[]): Promise<void> {
    for (const event of events) this.#alerts?.take(event);
    await this.clock.advance(1);
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#ended;
  }
}

const ENDED = { kind: 'unreachable', why: 'connection refused' } as const;

let bench: Bench;
beforeEach(() => {
  bench = new Bench();
});
afterEach(() => bench.stop());

const firing = () => bench.world.workspace.store.alerts.firing();

describe('alerts of a server that leads', () => {
  it('tell every receiver once that it began, and once that it is over', async () => {
    bench.start();
    await bench.happen(DIED, DIED);
    expect(bench.sent).toEqual([]);
    await bench.happen(DIED, DIED);
    expect(bench.sent.toSorted()).toEqual(['one firing', 'two firing']);
    const result = { subject: POD, outcome: 'unchanged', message: '', seconds: 0 } as const;
    await bench.happen({ kind: 'finished', result, foundBy: 'resync' });
    await bench.clock.advance(299_000);
    expect(await firing()).toHaveLength(1);
    await bench.clock.advance(2000);
    expect(bench.sent.slice(2).toSorted()).toEqual(['one resolved', 'two resolved']);
    expect(bench.told).toContainEqual({ kind: 'alerts', firing: 0 });
  });

  it('reach the others while one receiver hangs for ever', async () => {
    bench.answer = (receiver) =>
      receiver === 'one' ? new Promise<SendOutcome>(() => undefined) : Promise.resolve(SENT);
    bench.start();
    await bench.happen(DIED, DIED, DIED);
    expect(bench.sent).toEqual(['two firing']);
    // It would keep this test from ending, as it must not keep a server: a real sender is cut short.
    bench.stop = async () => undefined;
  });

  it('are tried again, later each time, and given up after a day', async () => {
    bench.answer = async () => ({ kind: 'failed', message: 'the receiver answered 500' });
    bench.start(['one']);
    await bench.happen(DIED, DIED, DIED);
    const tries = () => bench.told.filter(({ kind }) => kind === 'alert-delivery').length;
    expect(tries()).toBe(1);
    await bench.clock.advance(4000);
    expect(tries()).toBe(1);
    await bench.clock.advance(12_000);
    expect(tries()).toBe(3);
    await bench.clock.advance(25 * HOUR);
    expect(bench.told).toContainEqual({
      kind: 'alert-delivery',
      receiver: 'one',
      result: 'dead',
      message: 'the receiver answered 500',
    });
    expect((await bench.world.workspace.store.alerts.dead(9)).length).toBeGreaterThan(0);
  });

  it('wait for the database when it is away, and lose nothing meanwhile', async () => {
    bench.away = new AgentPodError('Transient', 'StateUnreachable', 'the state is away');
    bench.start(['one']);
    await bench.happen(DIED, DIED, DIED);
    await bench.clock.advance(60_000);
    expect(bench.told.filter(({ kind }) => kind === 'alerts-held-up')).toHaveLength(1);
    expect(bench.sent).toEqual([]);
    bench.away = undefined;
    await bench.clock.advance(3000);
    expect(bench.sent).toEqual(['one firing']);
  });

  it('go on after a restart, with what was not delivered yet', async () => {
    bench.answer = async () => ({ kind: 'failed', message: 'away' });
    bench.start(['one', 'gone']);
    await bench.happen(DIED, DIED, DIED);
    await bench.stop();
    bench.answer = async () => SENT;
    bench.start(['one']);
    await bench.clock.advance(10_000);
    expect(bench.sent).toEqual(['one firing']);
    await bench.happen(DIED);
    expect(bench.sent).toEqual(['one firing']);
    expect(await bench.world.workspace.store.alerts.dead(9)).toMatchObject([{ receiver: 'gone' }]);
  });

  it('leave out pods that are to be left alone', async () => {
    bench.start();
    const pods = [aPod({ key: 'acme/agent', leftAlone: true })];
    const desired = { tenants: [], pods, warnings: [] };
    const sizes = { tenants: 0, pods: 1, changed: [], removed: [], revisions: [] };
    await bench.happen({ kind: 'loaded', desired, ...sizes }, DIED, DIED, DIED);
    expect(await firing()).toEqual([]);
  });

  it('find full disks and bad certificates by themselves, once an hour', async () => {
    bench.start(['one']);
    const pods = [aPod({ key: 'acme/agent', hosts: ['a.example.com'] })];
    const desired = { tenants: [], pods, warnings: [] };
    const sizes = { tenants: 0, pods: 1, changed: [], removed: [], revisions: [] };
    await bench.happen({ kind: 'loaded', desired, ...sizes });
    await bench.clock.advance(61_000);
    expect(await firing()).toMatchObject([{ type: 'certificate', subject: POD }]);
    bench.disk = { ...FINE_DISK, freeBytes: 1000 };
    await bench.clock.advance(HOUR);
    expect((await firing()).map(({ subject }) => subject)).toEqual([POD, 'disk/state']);
    bench.disk = FINE_DISK;
    await bench.clock.advance(HOUR + 300_000);
    expect((await firing()).map(({ subject }) => subject)).toEqual([POD]);
  });
});
