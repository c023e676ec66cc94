import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDashboard } from './dashboard.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'agentpod-dashboard-'));
  await mkdir(join(folder, 'built/assets'), { recursive: true });
  await writeFile(join(folder, 'built/index.html'), '<title>AgentPod</title>');
  await writeFile(join(folder, 'built/assets/app-1.js'), 'start();'.repeat(1000));
  await writeFile(join(folder, 'secret.txt'), 'canary');
});
afterAll(() => rm(folder, { recursive: true }));

describe('the pages of the dashboard', () => {
  const ask = (path: string, headers: Record<string, string> = {}) =>
    createDashboard(join(folder, 'built')).request(path, { headers });

  it('come for every address, under a policy that lets in nothing foreign', async () => {
    for (const path of ['/', '/pods/acme/agent', '/setup']) {
      const answer = await ask(path);
      expect(await answer.text()).toContain('AgentPod');
      expect(answer.headers.get('content-security-policy')).toMatch(
        /^default-src 'none'; script-src 'self'/,
      );
      expect(answer.headers.get('content-security-policy')).not.toMatch(/unsafe|\*|http/);
      expect(answer.headers.get('cache-control')).toBe('no-store');
      expect(answer.headers.get('x-frame-options')).toBe('DENY');
    }
  });

  it('bring their scripts compressed, and for good', async () => {
    const answer = await ask('/assets/app-1.js', { 'Accept-Encoding': 'gzip' });
    expect(answer.headers.get('content-encoding')).toBe('gzip');
    expect(answer.headers.get('cache-control')).toContain('immutable');
    expect((await ask('/assets/app-2.js')).status).toBe(404);
  });

  it('bring nothing that lies outside', async () => {
    for (const path of [
      '/assets/../../secret.txt',
      '/assets/%2e%2e/%2e%2e/secret.txt',
      '/assets/..%2f..%2fsecret.txt',
      '/assets//../../secret.txt',
    ]) {
      expect(await (await ask(path)).text()).not.toContain('canary');
    }
  });

  it('say so when they were not built', async () => {
    const answer = await createDashboard(join(folder, 'nowhere')).request('/');
    expect(answer.status).toBe(503);
    expect(await answer.text()).toContain('npm run build');
  });
});
