import { rm } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PodKey } from '../../../src/core/model/resource.ts';
import { whyNoEngine } from '../../contract/docker-world.ts';
import { type EngineProxy, startEngineProxy } from '../engine-proxy.ts';
import { expectConverges } from './convergence.ts';
import { aFleet, type Fleet } from './fleet.ts';
import { countWrites, MOMENTS } from './killed-runs.ts';
import { aStub, aTenant } from './manifests.ts';
import { said } from './watched-child.ts';

const missing = await whyNoEngine();

describe.skipIf(missing)(`the ground under AgentPod ${missing ?? ''}`, () => {
  let fleet: Fleet;
  let proxy: EngineProxy;

  beforeEach(async () => {
    fleet = await aFleet();
    proxy = await startEngineProxy();
    fleet.env['CRM_TOKEN'] = 'crm-token-of-the-test';
  });
  afterEach(async () => {
    await proxy.close();
    await fleet.remove();
  });

  const secrets = { crm: { env: 'CRM_TOKEN' } };

  it('is gone when the database was lost: at a word, pods are made anew with their data and ports', async () => {
    await fleet.write('acme.yaml', aTenant('acme'), aStub('acme/b'), aStub('acme/c'));
    expect(await fleet.apply()).toMatchObject({ exitCode: 0 });
    const pods: readonly PodKey[] = ['acme/b', 'acme/c'];
    await Promise.all(pods.map((pod) => fleet.engine.mark(pod)));
    const ports = await Promise.all(pods.map((pod) => fleet.engine.hostPort(pod)));
    await fleet.run(['state', 'stop']);
    await rm(fleet.stateDir, { recursive: true });

    await fleet.write('a.yaml', aStub('acme/a'));
    expect(await fleet.apply()).toMatchObject({ exitCode: 7 });
    expect(await fleet.apply('--replace-unknown')).toMatchObject({ exitCode: 0 });

    expect(await Promise.all(pods.map((pod) => fleet.engine.hostPort(pod)))).toEqual(ports);
    for (const pod of pods) expect(await fleet.engine.marker(pod)).toBe(pod);
    expect(await fleet.engine.answers('acme/a')).toBe(true);
    expect(await fleet.diff()).toMatchObject({ exitCode: 0 });
  });

  it('shakes when the database is killed during an apply: the next one starts it and goes on', async () => {
    const slow = { env: { STUB_BOOT_MS: '2000' }, secrets };
    const file = await fleet.write('acme.yaml', aTenant('acme'), aStub('acme/agent', slow));
    const child = fleet.start(['apply', '-f', '.', '--yes']);
    await said(child, ': started container');
    process.kill((await fleet.databasePid()) ?? 0, 'SIGKILL');

    const { exitCode, stdout, stderr } = await child;
    expect(exitCode, stdout + stderr).toBe(1);

    await expectConverges(fleet, { pod: 'acme/agent', file }, 'after the database was killed');
  });

  it('opens when the Engine goes away at any write of an update, and closes again', async () => {
    const pod: PodKey = 'acme/agent';
    const withRelease = (release: string) =>
      fleet.write('acme.yaml', aTenant('acme'), aStub(pod, { env: { RELEASE: release }, secrets }));
    const file = await withRelease('0');
    const argv = ['apply', '-f', file, '--yes'];
    expect(await fleet.run(argv)).toMatchObject({ exitCode: 0 });
    await fleet.engine.mark(pod);
    await withRelease('1');
    const writes = await countWrites(fleet, proxy, argv);
    const hostPort = await fleet.engine.hostPort(pod);

    for (const moment of MOMENTS) {
      for (let write = 1; write <= writes; write += 1) {
        const release = `${moment}-${write}`;
        await withRelease(release);
        proxy.reset();
        proxy.cutAt(write, moment === 'before' ? 'request' : 'answer');
        const { exitCode } = await fleet.run(argv, { DOCKER_HOST: proxy.dockerHost });
        const after = `the Engine gone ${moment} ${proxy.writes[write - 1]}: exit ${exitCode}`;
        proxy.mend();
        const wanted = { pod, file, env: `RELEASE=${release}`, hostPort, marked: true };
        await expectConverges(fleet, wanted, after);
      }
    }
  }, 120_000);
});
