import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readCgroup } from './cgroup.ts';

const ID = 'a'.repeat(64);
const STAT_V1 = 'cache 10\ninactive_file 1\ntotal_inactive_file 1000\n';
const V1 = {
  'memory.usage_in_bytes': '5000\n',
  'memory.limit_in_bytes': '9223372036854771712\n',
  'memory.stat': STAT_V1,
};
const V2 = {
  'memory.current': '5000\n',
  'memory.max': '9000\n',
  'memory.stat': 'anon 1\ninactive_file 1000\n',
  'cpu.stat': 'usage_usec 2500000\nuser_usec 1\n',
};

let root: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'agentpod-cgroup-'));
});
afterEach(() => rm(root, { recursive: true }));

async function lay(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    const path = join(root, folder, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
  }
}

describe("the kernel's count of a container", () => {
  it.each([`docker/${ID}`, `system.slice/docker-${ID}.scope`])('is read in %s', async (place) => {
    await lay(place, V2);
    expect(readCgroup(ID, root)).toEqual({ usedBytes: 4000, limitBytes: 9000, cpuSeconds: 2.5 });
  });

  it('knows no limit where there is none', async () => {
    await lay(`docker/${ID}`, { ...V2, 'memory.max': 'max\n' });
    expect(readCgroup(ID, root)?.limitBytes).toBe(0);
  });

  it('is read in hierarchies of version 1', async () => {
    await lay(`memory/docker/${ID}`, V1);
    await lay(`cpuacct/docker/${ID}`, { 'cpuacct.usage': '2500000000\n' });
    expect(readCgroup(ID, root)).toEqual({ usedBytes: 4000, limitBytes: 0, cpuSeconds: 2.5 });
  });

  it('is not read for a name, nor where there is none', async () => {
    expect(readCgroup('../../etc', root)).toBeUndefined();
    expect(readCgroup(ID, root)).toBeUndefined();
  });
});
