import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { podResolvers } from './resolvers.ts';

describe('the name servers of pods', () => {
  let root: string;
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'agentpod-root-'));
  });
  afterEach(() => rmSync(root, { recursive: true }));

  it('are the host’s', async () => {
    write('etc/resolv.conf', '# c\nnameserver 10.0.0.2\nnameserver fd00::1\nnameserver 10.0.0.1\n');
    expect(await podResolvers(root)).toEqual(['10.0.0.1', '10.0.0.2']);
  });

  it('are what a stub on the loopback asks', async () => {
    write('etc/resolv.conf', 'nameserver 127.0.0.53\n');
    write('run/systemd/resolve/resolv.conf', 'nameserver 192.168.1.1\n');
    expect(await podResolvers(root)).toEqual(['192.168.1.1']);
  });

  it('are the Engine’s own when it was given some', async () => {
    write('etc/resolv.conf', 'nameserver 10.0.0.2\n');
    write('etc/docker/daemon.json', '{"dns": ["10.9.9.9"]}');
    expect(await podResolvers(root)).toEqual(['10.9.9.9']);
  });

  it('are Docker’s fallback when the host has none', async () => {
    expect(await podResolvers(root)).toEqual(['8.8.8.8', '8.8.4.4']);
  });
});
