/** What the control plane's image needs of other programs to read manifests from git. */
import { dirname } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pinned } from '../../images.ts';
import { AGitRemote } from './a-git-remote.ts';
import { AnSshServer, whyNoSshd } from './an-ssh-server.ts';
import { ASigner } from './signing-keys.ts';

const IMAGE = pinned('AGENTPOD_IMAGE');
const missing = whyNoSshd() ?? (await whyNoImage());
if (missing)
  process.stderr.write(`\n*** the image's git, ssh and gpg are NOT tested: ${missing}\n\n`);

async function whyNoImage(): Promise<string | undefined> {
  const look = await execa('docker', ['image', 'inspect', IMAGE], { reject: false });
  return look.failed ? `no ${IMAGE} (run scripts/agentpod-image.sh)` : undefined;
}

describe.skipIf(missing)(`the control plane's image ${missing ?? ''}`, () => {
  let remote: AGitRemote;
  let sshd: AnSshServer;
  let signer: ASigner;
  let commit: string;

  beforeAll(async () => {
    [remote, sshd, signer] = await Promise.all([
      AGitRemote.create(),
      AnSshServer.start(),
      ASigner.create('ours'),
    ]);
    await remote.write('a.yaml', 'a: 1\n');
    await signer.signFor(remote, 'gpg');
    await remote.git('config', 'commit.gpgSign', 'true');
    commit = await remote.push();
  });
  afterAll(() => Promise.all([remote.remove(), sshd.stop(), signer.remove()]));

  /** As root, since the keys belong to whoever runs the test. */
  async function inside(script: string, ...folders: readonly string[]): Promise<string> {
    const mounts = folders.flatMap((folder) => ['-v', `${folder}:${folder}:ro`]);
    const argv = ['run', '--rm', '--network', 'host', '--user', '0', ...mounts];
    const { stdout } = await execa('docker', [...argv, '--entrypoint', 'sh', IMAGE, '-ec', script]);
    return stdout;
  }

  it('fetches over ssh with a deploy key', async () => {
    const ssh = [
      `ssh -F none -o IdentitiesOnly=yes -i ${sshd.file('deploy')}`,
      `-o StrictHostKeyChecking=yes -o UserKnownHostsFile=${sshd.file('known_hosts')}`,
    ].join(' ');
    const url = sshd.url(`${remote.folder}/fleet.git`);
    const found = await inside(`GIT_SSH_COMMAND='${ssh}' git ls-remote ${url} main`, sshd.folder);
    expect(found).toBe(`${commit}\trefs/heads/main`);
  });

  it('verifies who signed a commit', async () => {
    const keys = await signer.publicKeys('gpg');
    const script = [
      'export GNUPGHOME=$(mktemp -d)',
      `gpg --batch --quiet --no-autostart --import ${keys}`,
      `git -C ${remote.folder}/fleet.git -c gpg.program=gpg verify-commit --raw ${commit} 2>&1`,
    ];
    const said = await inside(script.join('\n'), remote.folder, dirname(keys));
    expect(said).toContain('GOODSIG');
  });
});
