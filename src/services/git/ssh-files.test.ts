import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { checkSshFiles } from './ssh-files.ts';

it('a key that is gone, or that others may read, is told before ssh does', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'agentpod-key-'));
  try {
    const keyFile = join(folder, 'key');
    const access = { keyFile, knownHostsFile: undefined };
    await expect(checkSshFiles(access)).rejects.toThrow(`cannot read ${keyFile}`);
    await writeFile(keyFile, '');
    await chmod(keyFile, 0o644);
    await expect(checkSshFiles(access)).rejects.toMatchObject({ hint: `chmod 600 ${keyFile}` });
    await chmod(keyFile, 0o600);
    await expect(checkSshFiles(access)).resolves.toBeUndefined();
  } finally {
    await rm(folder, { recursive: true });
  }
});
