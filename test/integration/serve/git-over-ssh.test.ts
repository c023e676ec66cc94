import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AGitRemote } from './a-git-remote.ts';
import { AWatchedGit } from './a-watched-git.ts';
import { AnSshServer, whyNoSshd } from './an-ssh-server.ts';

const missing = whyNoSshd();
if (missing) process.stderr.write(`\n*** git over ssh is NOT tested: ${missing}\n\n`);

describe.skipIf(missing)(`a git repository over ssh ${missing ?? ''}`, () => {
  let remote: AGitRemote;
  let sshd: AnSshServer;
  let url: string;

  beforeAll(async () => {
    remote = await AGitRemote.create();
    await remote.write('a.yaml', 'a: 1\n');
    await remote.push();
    sshd = await AnSshServer.start();
    url = sshd.url(`${remote.folder}/fleet.git`);
  });
  afterAll(() => Promise.all([remote.remove(), sshd.stop()]));

  const access = (key: 'deploy' | 'other', hosts: 'known_hosts' | 'wrong_hosts') => ({
    ssh: { keyFile: sshd.file(key), knownHostsFile: sshd.file(hosts) },
  });

  it('is read with its deploy key, and again after a push', async () => {
    await using git = await AWatchedGit.open(url, 'main', access('deploy', 'known_hosts'));
    await git.heard(/^changed/);
    expect(await git.read()).toBe('fleet:a.yaml');
    await remote.write('b.yaml', 'b: 1\n');
    const commit = await remote.push();
    await git.heard(new RegExp(commit));
    expect(await git.read()).toBe('fleet:a.yaml,fleet:b.yaml');
  });

  it('is not read from a host that shows another key', async () => {
    await using git = await AWatchedGit.open(url, 'main', access('deploy', 'wrong_hosts'));
    expect(await git.heard(/^(failed|changed)/)).toMatch(/Host key verification failed/);
  });

  it('is not read from a host that nobody knows', async () => {
    const nobody = join(sshd.folder, 'no_hosts');
    await writeFile(nobody, '');
    const ssh = { keyFile: sshd.file('deploy'), knownHostsFile: nobody };
    await using git = await AWatchedGit.open(url, 'main', { ssh });
    expect(await git.heard(/^(failed|changed)/)).toMatch(/Host key verification failed/);
  });

  it('is not read with a key that opens nothing', async () => {
    await using git = await AWatchedGit.open(url, 'main', access('other', 'known_hosts'));
    expect(await git.heard(/^(failed|changed)/)).toMatch(/Permission denied/);
  });
});
