import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFailed } from 'vitest';
import { aFleet, type Fleet } from '../fleet/fleet.ts';
import { ACrowd, type Life } from './a-crowd.ts';
import { AServer } from './a-server.ts';
import { AnEngine, askSocket, whyNoOwnEngine } from './an-engine.ts';

const missing = await whyNoOwnEngine();
if (missing) process.stderr.write(`\n*** restarts of the Engine are NOT tested: ${missing}\n\n`);
const PODS = 5;
/** Longer than the Engine stays away, less than what a pod may be silent. */
const UNHEALTHY_SECONDS = 5;
const AWAY_MS = 9000;

describe.skipIf(missing)(`serve whose Engine is restarted ${missing ?? ''}`, () => {
  let engine: AnEngine;
  let fleet: Fleet;
  let crowd: ACrowd;
  let server: AServer;
  let before: Awaited<ReturnType<ACrowd['lives']>>;

  beforeAll(async () => {
    engine = await AnEngine.start();
    fleet = await aFleet(engine);
    crowd = new ACrowd(fleet, PODS);
    await crowd.write();
    server = new AServer(fleet, [
      '-f',
      '.',
      '--unhealthy-after',
      `${UNHEALTHY_SECONDS}s`,
      '--resync',
      '5s',
    ]);
    await crowd.created(server);
  });
  beforeEach(async () => {
    onTestFailed(() => {
      process.stderr.write(`${server.lines.map((line) => JSON.stringify(line)).join('\n')}\n`);
    });
    await ready();
    before = await crowd.lives();
  });
  afterAll(async () => {
    await server.end('SIGKILL');
    await fleet.remove().finally(() => engine.remove());
  });

  const ask = (path: string) => askSocket(join(fleet.stateDir, 'agentpod.sock'), path);
  const readyz = async () => (await ask('/readyz'))?.status;
  const passes = async () => {
    const page = await ask('/metrics');
    return Number(
      /^agentpod_reconcile_total\{result="success"\} (\d+)/m.exec(page?.text ?? '')?.[1],
    );
  };
  const ready = () => expect.poll(readyz, { timeout: 60_000 }).toBe(200);
  const answers = ({ port }: Life) => engine.status(`http://127.0.0.1:${port}/readyz`);

  /** It notices, says that it is not ready, and goes on by itself once the Engine is back. */
  async function restarted(signal: 'SIGTERM' | 'SIGKILL', meanwhile: () => Promise<unknown>) {
    const from = server.lines.length;
    await engine.end(signal);
    await server.said(({ msg }) => msg.startsWith('the Engine is out of reach'), from);
    expect(await readyz()).toBe(503);
    await meanwhile();
    await engine.begin();
    const began = Date.now();
    await ready();
    await Promise.all(
      [...before.values()].map((life) =>
        expect.poll(() => answers(life), { timeout: 60_000 }).toBe(200),
      ),
    );
    process.stderr.write(`all is well ${Date.now() - began} ms after the Engine's ${signal}\n`);
    await server.said(({ msg }) => msg === 'connected to the Engine', from);
    const count = await passes();
    // Whatever it would do besides, it does by then.
    await expect.poll(passes, { timeout: 60_000, interval: 200 }).toBeGreaterThan(count + 1);
    expect(await fleet.diff()).toMatchObject({ exitCode: 0 });
  }

  const ids = (lives: ReadonlyMap<string, Life>) => [...lives.values()].map(({ id }) => id);

  it.each(['SIGTERM', 'SIGKILL'] as const)(
    'has every container back, and none made anew: %s',
    async (signal) => {
      const inventory = await fleet.engine.inventory();
      await restarted(signal, async () => undefined);
      expect(ids(await crowd.lives())).toEqual(ids(before));
      expect(await fleet.engine.inventory()).toEqual(inventory);
    },
  );

  it.each(['SIGTERM', 'SIGKILL'] as const)(
    'touches no process that lived through it (live-restore): %s',
    async (signal) => {
      await engine.end();
      await engine.begin(['--live-restore']);
      await ready();
      await Promise.all(
        [...before.values()].map((life) =>
          expect.poll(() => answers(life), { timeout: 60_000 }).toBe(200),
        ),
      );
      before = await crowd.lives();
      const inner = await Promise.all(
        crowd.pods.map(async (pod) => {
          const { NetworkSettings } = await fleet.engine.container(pod);
          const [endpoint] = Object.values(NetworkSettings.Networks);
          return `http://${endpoint?.IPAddress}:18789/readyz`;
        }),
      );
      const inventory = await fleet.engine.inventory();
      await restarted(signal, async () => {
        const back = Date.now() + AWAY_MS;
        while (Date.now() < back) {
          for (const url of inner) expect(await engine.status(url)).toBe(200);
        }
      });
      expect(await crowd.lives()).toEqual(before);
      expect(await fleet.engine.inventory()).toEqual(inventory);
    },
  );
});
