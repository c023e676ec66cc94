import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { whyNoEngine } from '../../contract/docker-world.ts';
import { aFleet, type Fleet } from '../fleet/fleet.ts';
import { aStub, aTenant, type StubPod } from '../fleet/manifests.ts';
import { AGitRemote } from './a-git-remote.ts';
import { AServer } from './a-server.ts';
import { AnSshServer, whyNoSshd } from './an-ssh-server.ts';

const missing = whyNoSshd() ?? (await whyNoEngine());
const POD = 'acme/agent';

describe.skipIf(missing)(`serve from git over ssh ${missing ?? ''}`, () => {
  let fleet: Fleet;
  let remote: AGitRemote;
  let sshd: AnSshServer;
  let server: AServer;

  beforeAll(async () => {
    [fleet, remote, sshd] = await Promise.all([aFleet(), AGitRemote.create(), AnSshServer.start()]);
    await pushed({});
  });
  afterAll(async () => {
    await server.end('SIGKILL');
    await Promise.all([fleet.remove(), remote.remove(), sshd.stop()]);
  });

  async function pushed(stub: StubPod): Promise<string> {
    const documents = [aTenant('acme'), aStub(POD, stub)];
    await remote.write('acme.yaml', documents.map((each) => stringify(each)).join('---\n'));
    return remote.push();
  }

  function serveIt(key: 'deploy' | 'other'): AServer {
    const url = sshd.url(`${remote.folder}/fleet.git`);
    const access = ['--git-ssh-key', sshd.file(key), '--git-known-hosts', sshd.file('known_hosts')];
    return new AServer(fleet, ['--git', url, '--ref', 'main', '--interval', '1s', ...access]);
  }

  const finished = (outcome: string, from = 0) =>
    server.said(({ msg, subject }) => msg === outcome && subject === `pod/${POD}`, from);

  it('with a key that opens nothing makes nothing, and says why', async () => {
    server = serveIt('other');
    const { message } = await server.said(({ msg }) => msg === 'a source cannot be looked at');
    expect(message).toContain('Permission denied');
    expect((await server.get('/readyz')).status).toBe(503);
    expect((await fleet.engine.inventory()).containers).toEqual([]);
    await server.end('SIGKILL');
  });

  it('with its deploy key runs what was pushed, and what is pushed next', async () => {
    server = serveIt('deploy');
    await finished('created');
    expect(await fleet.engine.answers(POD)).toBe(true);
    const from = server.lines.length;
    const commit = await pushed({ env: { A: '1' } });
    const began = Date.now();
    await finished('updated', from);
    process.stderr.write(`push over ssh to running: ${Date.now() - began} ms\n`);
    expect((await fleet.engine.container(POD)).Config.Env).toContain('A=1');
    const { revisions } = (await (await server.get('/readyz')).json()) as { revisions: string[] };
    expect(revisions).toEqual([`main@sha1:${commit}`]);
  });
});
