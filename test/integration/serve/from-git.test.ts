import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { whyNoEngine } from '../../contract/docker-world.ts';
import { aFleet, type Fleet } from '../fleet/fleet.ts';
import { aStub, aTenant } from '../fleet/manifests.ts';
import { AGitRemote } from './a-git-remote.ts';
import { AServer } from './a-server.ts';

const missing = await whyNoEngine();
const POD = 'acme/agent';
const yaml = (...documents: readonly object[]) =>
  documents.map((each) => stringify(each)).join('---\n');

describe.skipIf(missing)(`serve from git over HTTP, and from a folder ${missing ?? ''}`, () => {
  let fleet: Fleet;
  let remote: AGitRemote;
  let server: AServer;

  beforeAll(async () => {
    fleet = await aFleet();
    remote = await AGitRemote.create();
    await remote.write('tenants/acme.yaml', yaml(aTenant('acme'), aStub(POD)));
    await remote.push();
    await fleet.write('own.yaml', aTenant('own'), aStub('own/agent'));
    server = serveIt();
    await server.ready();
  });
  afterAll(async () => {
    await server.end('SIGKILL');
    await Promise.all([fleet.remove(), remote.remove()]);
  });

  function serveIt(): AServer {
    const git = ['--git', remote.httpUrl, '--ref', 'main', '--path', 'tenants', '--interval', '1s'];
    return new AServer(fleet, ['-f', '.', ...git]);
  }

  const finished = (outcome: string, from: number) =>
    server.said(({ msg, subject }) => msg === outcome && subject === `pod/${POD}`, from);

  it('makes what both name', async () => {
    for (const pod of [POD, 'own/agent'] as const) {
      await server.said(({ msg, subject }) => msg === 'created' && subject === `pod/${pod}`);
      expect(await fleet.engine.answers(pod)).toBe(true);
    }
    const body = (await (await server.get('/readyz')).json()) as { revisions: string[] };
    expect(body.revisions).toEqual([`main@sha1:${await remote.git('rev-parse', 'HEAD')}`]);
  });

  it('applies a push', async () => {
    const from = server.lines.length;
    await remote.write('tenants/acme.yaml', yaml(aTenant('acme'), aStub(POD, { env: { A: '1' } })));
    await remote.push();
    const began = Date.now();
    await finished('updated', from);
    process.stderr.write(`push to running, asked every second: ${Date.now() - began} ms\n`);
  });

  it('refuses an invalid push, touches nothing, also after a restart, and goes on when it is mended', async () => {
    const before = await fleet.engine.container(POD);
    let from = server.lines.length;
    await remote.write('tenants/acme.yaml', 'kind: Pod\n');
    await remote.push();
    const { place } = await server.said(({ level }) => level === 'error', from);
    expect(place).toMatch(/^fleet:tenants\/acme\.yaml:\d+:\d+$/);
    await server.end();
    server = serveIt();
    await server.ready();
    await (await fleet.engine.handle(POD)).stop({ t: 0 });
    await finished('healed', 0);
    expect((await fleet.engine.container(POD)).Id).toBe(before.Id);
    from = server.lines.length;
    await remote.write('tenants/acme.yaml', yaml(aTenant('acme'), aStub(POD, { env: { A: '2' } })));
    await remote.push();
    await finished('updated', from);
    const events = await fleet.run(['events', '--type', 'Warning', '-o', 'json']);
    expect(events.stdout).toContain('ManifestInvalid');
  });
});
