import { setTimeout as sleep } from 'node:timers/promises';
import type { PodKey } from '../../../src/core/model/resource.ts';
import type { Fleet } from '../fleet/fleet.ts';
import { aStub, aTenant } from '../fleet/manifests.ts';
import { AServer, type LogLine } from './a-server.ts';

/** Its manifest changes in every round. */
const CHANGED: PodKey = 'busy/changed';
/** Somebody stops it in every round. */
const STOPPED: PodKey = 'busy/stopped';
/** A replacement takes less, so that kills hit each of its steps. */
const SPREAD_MS = 1500;
const STRIDE_MS = 337;
const PATIENCE_MS = 60_000;

const leads = ({ msg }: LogLine) => msg === 'leading';

/**
 * Control planes that are killed in the middle of their work, one after the other, each with another
 * one that stands by.
 */
export class KillRounds {
  readonly #fleet: Fleet;
  #leader: AServer;
  #follower: AServer;
  /** Milliseconds from the kill until the other one led. */
  readonly takeovers: number[] = [];

  private constructor(fleet: Fleet, leader: AServer, follower: AServer) {
    this.#fleet = fleet;
    this.#leader = leader;
    this.#follower = follower;
  }

  /** With two pods of its own besides those that the fleet's folder names. */
  static async begin(fleet: Fleet): Promise<KillRounds> {
    await change(fleet, 0);
    const leader = aServer(fleet);
    await leader.ready();
    const follower = await standingBy(fleet);
    return new KillRounds(fleet, leader, follower);
  }

  get leader(): AServer {
    return this.#leader;
  }

  async round(number: number): Promise<void> {
    await change(this.#fleet, number);
    await this.#stop();
    // Work has begun once files are read again, about now; the kill comes at another step each time.
    await sleep((number * STRIDE_MS) % SPREAD_MS);
    const began = performance.now();
    this.#leader.child.kill('SIGKILL');
    await this.#follower.said(leads);
    this.takeovers.push(performance.now() - began);
    await this.#leader.child;
    this.#leader = this.#follower;
    await this.#leader.ready();
    this.#follower = await standingBy(this.#fleet);
  }

  /** Until the manifests' last word is what runs. */
  async settled(number: number): Promise<void> {
    const { engine } = this.#fleet;
    const deadline = Date.now() + PATIENCE_MS;
    for (;;) {
      const [changed] = await engine.containers(CHANGED).catch(() => []);
      const isNewest = changed?.Config.Env.includes(`ROUND=${number}`) === true;
      const isWhole =
        isNewest && (await engine.answers(CHANGED)) && (await engine.answers(STOPPED));
      if (isWhole && (await this.#fleet.diff()).exitCode === 0) return;
      if (Date.now() > deadline) throw new Error(JSON.stringify(this.#leader.lines, null, 1));
      await sleep(100);
    }
  }

  async end(): Promise<void> {
    await Promise.all([this.#leader.end('SIGKILL'), this.#follower.end('SIGKILL')]);
  }

  async #stop(): Promise<void> {
    const { engine } = this.#fleet;
    const [container] = await engine.containers(STOPPED).catch(() => []);
    // Absent, or stopped already, when the round before was cut short.
    if (container === undefined) return;
    await engine.docker
      .getContainer(container.Id)
      .stop({ t: 0 })
      .catch(() => undefined);
  }
}

async function change(fleet: Fleet, round: number): Promise<void> {
  const changed = aStub(CHANGED, { env: { ROUND: String(round) } });
  await fleet.write('busy.yaml', aTenant('busy'), changed, aStub(STOPPED));
}

function aServer(fleet: Fleet): AServer {
  return new AServer(fleet, ['-f', '.']);
}

async function standingBy(fleet: Fleet): Promise<AServer> {
  const server = aServer(fleet);
  await server.said(({ msg }) => msg === 'standing by');
  return server;
}
