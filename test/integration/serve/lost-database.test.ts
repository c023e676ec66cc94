import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { whyNoEngine } from '../../contract/docker-world.ts';
import { aFleet, type Fleet } from '../fleet/fleet.ts';
import { aStub, aTenant } from '../fleet/manifests.ts';
import { startPostgres, type TestServer } from '../postgres-server.ts';
import { ACrowd } from './a-crowd.ts';
import { AServer } from './a-server.ts';
import { PodProbes } from './pod-probes.ts';

const missing = await whyNoEngine();
const PODS = 5;
/** Of a login that may make the database its own. */
const LOGIN = 'agentpod';
/** `make kills` has a minute. */
const AWAY_SECONDS = Number(process.env['AGENTPOD_OUTAGE'] ?? 8);

describe.skipIf(missing)(`serve whose database goes away ${missing ?? ''}`, () => {
  let database: TestServer;
  let fleet: Fleet;
  let crowd: ACrowd;
  let server: AServer;

  beforeAll(async () => {
    database = await startPostgres(18);
    await database.query(`create role ${LOGIN} login createrole`);
    await database.query(`create database ${LOGIN} owner ${LOGIN}`);
    fleet = await aFleet();
    fleet.env['DATABASE_URL'] = database.url({ user: LOGIN, database: LOGIN });
    await mkdir(fleet.stateDir);
    const key = randomBytes(32).toString('base64');
    await writeFile(join(fleet.stateDir, 'master.key'), key, { mode: 0o600 });
    crowd = new ACrowd(fleet, PODS);
    await crowd.write();
    server = serveIt();
    await crowd.created(server);
    await server.ready();
  });
  afterAll(async () => {
    await server.end('SIGKILL');
    await fleet.remove().finally(() => database.stop());
  });

  const serveIt = () => new AServer(fleet, ['-f', '.', '--resync', '5s']);
  /** Everything that was done to a pod, as `outcome subject`. */
  const acts = async (): Promise<readonly string[]> => {
    const { stdout } = await fleet.run(['audit', '-o', 'json']);
    const { items } = JSON.parse(stdout) as { items: { subject?: string; result: string }[] };
    const ofPods = items.filter(({ subject }) => subject?.startsWith('pod/'));
    return ofPods.map(({ subject, result }) => `${result} ${subject}`).sort();
  };
  const lost = (line: { msg: string }) => line.msg.startsWith('the state is out of reach');

  it('leaves the pods alone, says so, and goes on by itself, with nothing done twice', async () => {
    const before = await crowd.lives();
    const probes = new PodProbes([...before.values()].map(({ port }) => port));
    const [acted, from] = [await acts(), server.lines.length];
    await database.halt();
    await server.said(lost, from);
    await expect.poll(async () => (await server.get('/readyz')).status).toBe(503);
    expect(await (await server.get('/readyz')).text()).toContain('the state is not open');
    expect((await server.get('/livez')).status).toBe(200);
    // Wanted while nobody can write it down.
    await fleet.write('late.yaml', aTenant('late'), aStub('late/agent'));
    await sleep(AWAY_SECONDS * 1000);
    expect(await crowd.lives()).toEqual(before);

    await database.resume();
    const began = Date.now();
    await server.said(({ msg }) => msg === 'leading', from);
    process.stderr.write(`leads again ${Date.now() - began} ms after the database was back\n`);
    await server.said(({ msg, subject }) => msg === 'created' && subject === 'pod/late/agent');
    await server.ready();
    const { failed } = await probes.end();
    expect(failed).toEqual([]);
    expect(await crowd.lives()).toEqual(before);
    expect(await fleet.engine.containers('late/agent')).toHaveLength(1);
    expect(await fleet.diff()).toMatchObject({ exitCode: 0 });
    expect(await acts()).toEqual([...acted, 'created pod/late/agent'].sort());
  }, 240_000);

  it('in the middle of a change finishes it afterwards, once', async () => {
    const from = server.lines.length;
    await fleet.write('late.yaml', aTenant('late'), aStub('late/agent', { env: { A: '1' } }));
    const names = async () => (await fleet.engine.inventory()).containers.join(' ');
    await expect.poll(names, { timeout: 60_000, interval: 10 }).toContain('_late_agent_g2');
    await database.halt();
    await server.said(lost, from);
    await database.resume();
    const current = async () => {
      const [only, ...more] = await fleet.engine.containers('late/agent').catch(() => []);
      return more.length === 0 && only?.Config.Env.includes('A=1') === true && only.State.Running;
    };
    await expect.poll(current, { timeout: 60_000, interval: 100 }).toBe(true);
    const inSync = async () => (await fleet.diff()).exitCode;
    await expect.poll(inSync, { timeout: 60_000, interval: 500 }).toBe(0);
    expect((await fleet.engine.inventory()).containers).toHaveLength(PODS + 1);
  }, 260_000);

  it('is waited for by a server that starts without it, and by none that reads only', async () => {
    await server.end();
    await database.halt();
    server = serveIt();
    await server.said(lost);
    const looked = await fleet.run(['get', 'pods']);
    expect(looked).toMatchObject({ exitCode: 1, stdout: '' });
    expect(looked.stderr).toContain('PostgreSQL');
    await database.resume();
    await server.ready();
    expect(await server.end()).toBe(0);
  }, 120_000);
});
