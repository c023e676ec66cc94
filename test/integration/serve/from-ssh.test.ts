import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { whyNoEngine } from '../../contract/docker-world.ts';
import { aFleet, type Fleet } from '../fleet/fleet.ts';
import { aStub, aTenant } from '../fleet/manifests.ts';
import { AGitRemote } from './a-git-remote.ts';
import { AServer } from './a-server.ts';
import { AnSshServer, whyNoSshd } from './an-ssh-server.ts';
import { ASigner } from './signing-keys.ts';

const missing = (await whyNoEngine()) ?? whyNoSshd();
if (missing) process.stderr.write(`\n*** serve from git over ssh is NOT tested: ${missing}\n\n`);
const POD = 'acme/agent';

describe.skipIf(missing)(`serve from signed commits over ssh ${missing ?? ''}`, () => {
  let fleet: Fleet;
  let remote: AGitRemote;
  let sshd: AnSshServer;
  let signer: ASigner;
  let server: AServer;

  beforeAll(async () => {
    [fleet, remote, sshd, signer] = await Promise.all([
      aFleet(),
      AGitRemote.create(),
      AnSshServer.start(),
      ASigner.create('ours'),
    ]);
    await signer.signFor(remote, 'ssh');
    await pushed({}, '--gpg-sign');
    server = new AServer(fleet, [
      ...['--git', sshd.url(`${remote.folder}/fleet.git`), '--ref', 'main', '--interval', '1s'],
      ...['--git-ssh-key', sshd.file('deploy'), '--git-known-hosts', sshd.file('known_hosts')],
      ...['--verify-signatures', '--trusted-keys', await signer.publicKeys('ssh')],
    ]);
  });
  afterAll(async () => {
    await server.end('SIGKILL');
    await Promise.all([fleet.remove(), remote.remove(), sshd.stop(), signer.remove()]);
  });

  async function pushed(env: Readonly<Record<string, string>>, ...flags: string[]) {
    const documents = [aTenant('acme'), aStub(POD, { env })];
    await remote.write('acme.yaml', documents.map((each) => stringify(each)).join('---\n'));
    await remote.git('add', '--all');
    await remote.git('commit', '--quiet', '--message', 'change', ...flags);
    await remote.git('push', '--quiet', 'origin', 'HEAD:main');
  }

  it('applies what is signed, and nothing else', async () => {
    await server.said(({ msg, subject }) => msg === 'created' && subject === `pod/${POD}`);
    const before = await fleet.engine.container(POD);
    let from = server.lines.length;
    await pushed({ A: 'forged' });
    const { msg } = await server.said(({ level }) => level === 'error', from);
    expect(msg).toBe('manifest invalid; what was in force stays so');
    expect((await fleet.engine.container(POD)).Id).toBe(before.Id);
    from = server.lines.length;
    await pushed({ A: '1' }, '--gpg-sign');
    await server.said((line) => line.msg === 'updated' && line.subject === `pod/${POD}`, from);
  });
});
