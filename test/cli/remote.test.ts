/** Commands that a server answers: over its address and over its socket. */
import { chmod, mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Listener } from '../../src/shell/listen.ts';
import { listen } from '../../src/shell/listen.ts';
import { listenLocally } from '../../src/shell/local-socket.ts';
import { ApiBench } from '../fakes/api-bench.ts';
import { CliBench } from './cli-run.ts';

let api: ApiBench;
let bench: CliBench;
let server: Listener;
let url: string;
let token: string;

beforeEach(async () => {
  [api, bench] = await Promise.all([ApiBench.open(), CliBench.open()]);
  server = await listen(api.app, '127.0.0.1', 0);
  url = `http://${server.address}`;
  token = await api.token();
  // Nothing here is about this machine's own state.
  bench.onOpen = () => {
    throw new Error('this machine was asked');
  };
});
afterEach(async () => {
  api.end.abort();
  await server.close();
  await bench[Symbol.asyncDispose]();
});

const run = (...argv: readonly string[]) =>
  bench.run(argv, { env: { AGENTPOD_TOKEN: token, AGENTPOD_SERVER: url } });

describe('a command that looks', () => {
  it('shows what the server sees, word for word where a program reads it', async () => {
    const pods = await (await api.ask('/pods', { token })).json();
    const shown = await run('get', 'pods', '-o', 'json');
    expect(JSON.parse(shown.stdout)).toEqual(pods);
    const one = await run('get', 'pod', 'acme/agent', '-o', 'json');
    expect(JSON.parse(one.stdout).items).toHaveLength(1);
    const table = await run('get', 'pods');
    expect(table.stdout).toMatch(/acme\/agent +Running +yes/);
    expect((await run('get', 'tenants')).stdout).toMatch(/acme +2 +2\/2/);
    expect((await run('get', 'pods', '--tenant', 'globex', '-o', 'name')).stdout).toBe(
      'pod/globex/agent\n',
    );
  });

  it('describes, waits, compares and tells events', async () => {
    await api.event('pod/acme/agent', 'Created');
    expect((await run('describe', 'pod', 'acme/agent')).stdout).toContain('Created');
    expect((await run('describe', 'tenant', 'acme')).stdout).toContain('acme');
    const waited = await run('wait', 'acme/agent', '--for=condition=Ready', '--timeout', '5s');
    expect(waited).toMatchObject({ code: 0, stdout: 'pod/acme/agent condition met\n' });
    expect(await run('diff')).toMatchObject({ code: 0 });
    const [container] = api.world.runtime.containers.keys();
    await api.world.runtime.removeContainer(container ?? '');
    const differs = await run('diff', '-o', 'json');
    expect(differs.stdout).not.toContain('Error');
    expect([differs.code, JSON.parse(differs.stdout).summary.heal]).toEqual([1, 1]);
    const events = await run('events', '-o', 'json');
    expect(JSON.parse(events.stdout).items.at(-1)).toMatchObject({ reason: 'Created' });
  });

  it('follows events until it is interrupted', async () => {
    const watching = run('events', '-w', '-o', 'json');
    await expect.poll(() => api.reported.length).toBe(0);
    await api.event('pod/acme/agent', 'Later');
    setTimeout(() => bench.signal('SIGINT'), 500);
    expect((await watching).code).toBe(130);
  });

  it('names what is not there, as it does without a server', async () => {
    const none = await run('get', 'pod', 'acme/agnt');
    expect([none.code, none.stderr]).toEqual([1, expect.stringContaining('did you mean')]);
  });

  it('does not mix its manifests with those of the server', async () => {
    const both = await run('get', 'pods', '-f', '.', '--server', url);
    expect([both.code, both.stderr]).toEqual([2, expect.stringContaining('-f and a server')]);
  });
});

describe('a server that does not answer so', () => {
  it('is said to be out of reach', async () => {
    const { code, stderr } = await run('get', 'pods', '--server', 'http://127.0.0.1:1');
    expect([code, stderr]).toEqual([1, expect.stringMatching(/cannot be reached.*\n.*hint/)]);
  });

  it('refuses a token that is none, which is not repeated', async () => {
    token = 'A'.repeat(43);
    const { code, stderr } = await run('get', 'pods');
    expect([code, stderr]).toEqual([1, expect.stringContaining('refuses the token')]);
    expect(stderr).not.toContain(token);
  });

  it("says so where a tenant's token may not ask that", async () => {
    token = await api.token({ tenant: 'acme' });
    const { code, stderr } = await run('diff');
    expect([code, stderr]).toEqual([9, expect.stringContaining("tenant's token")]);
  });

  it.each([
    [200, '{}'],
    [200, '<html>'],
    [200, '{"apiVersion":"agentpod.dev/v9","kind":"PodList","items":[]}'],
    [200, '{"apiVersion":"agentpod.dev/v1alpha1","kind":"PodList","items":[{"kind":"Pod"}]}'],
    [502, 'Bad Gateway'],
  ])('is of another kind or version: %d %s', async (status, body) => {
    const other: Server = createServer((_, response) => response.writeHead(status).end(body));
    await new Promise<void>((done) => other.listen(0, '127.0.0.1', done));
    const { port } = other.address() as AddressInfo;
    const { code, stderr } = await run('get', 'pods', '--server', `http://127.0.0.1:${port}`);
    other.close();
    expect([code, stderr]).toEqual([1, expect.stringMatching(/version|as AgentPod does/)]);
  });

  it.each(['ftp://x', 'https://user:hunter2@host', 'host:7080', 'unix://relative'])(
    'cannot be at %s',
    async (address) => {
      const { code, stderr } = await run('get', 'pods', '--server', address);
      expect([code, stderr]).toEqual([2, expect.stringContaining('not the address of a server')]);
      expect(stderr).not.toContain('hunter2');
    },
  );
});

describe('the socket', () => {
  it("takes no token, gives its user all, and is nobody else's", async () => {
    const path = join(bench.folder, 'agentpod.sock');
    // What a killed server left.
    await writeFile(path, '');
    const socket = await listenLocally(api.app, path);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    const env = { AGENTPOD_STATE_DIR: bench.folder };
    const { code, stdout } = await bench.run(['get', 'pods', '--server', 'local'], { env });
    expect([code, stdout]).toEqual([0, expect.stringContaining('globex/agent')]);
    const asTenant = { ...env, AGENTPOD_TOKEN: await api.token({ tenant: 'acme' }) };
    const own = await bench.run(['get', 'pods', '--server', 'local'], { env: asTenant });
    expect(own.stdout).not.toContain('globex');
    await socket.close();
    const gone = await bench.run(['get', 'pods', '--server', 'local'], { env });
    expect([gone.code, gone.stderr]).toEqual([1, expect.stringContaining('cannot be reached')]);
  });

  it('belongs to whoever opened it last; who opened it before takes nothing away', async () => {
    const path = join(bench.folder, 'agentpod.sock');
    const before = await listenLocally(api.app, path);
    const now = await listenLocally(api.app, path);
    await before.close();
    const { code } = await bench.run(['get', 'pods', '--server', `unix://${path}`]);
    expect(code).toBe(0);
    await now.close();
    await expect(stat(path)).rejects.toThrow();
  });
});

describe('contexts', () => {
  const file = () => join(bench.folder, '.config/agentpod/config.yaml');
  const plain = (...argv: readonly string[]) => bench.run(argv);

  it('name servers, and the one that is asked', async () => {
    await writeFile(join(bench.folder, 'token'), `${token}\n`, { mode: 0o600 });
    const flags = ['--server', url, '--token-file', join(bench.folder, 'token')];
    expect((await plain('config', 'set-context', 'prod', ...flags)).code).toBe(0);
    expect((await stat(file())).mode & 0o777).toBe(0o600);
    expect((await plain('config', 'use-context', 'none-such')).code).toBe(1);
    expect((await plain('config', 'use-context', 'prod')).code).toBe(0);
    expect((await plain('config', 'get-contexts')).stdout).toMatch(/\* +prod +http:/);
    expect((await plain('get', 'pods')).stdout).toContain('globex/agent');
    expect((await plain('get', 'pods', '--context', 'prod')).code).toBe(0);
    const other = await bench.run(['get', 'pods'], {
      env: { AGENTPOD_SERVER: 'http://127.0.0.1:1' },
    });
    expect(other.stderr).toContain('127.0.0.1:1');
    await plain('config', 'use-context', '--none');
    expect((await plain('get', 'pods')).stderr).toContain('this machine was asked');
  });

  it('hide tokens, and are refused where others may read one', async () => {
    await mkdir(join(bench.folder, '.config/agentpod'), { recursive: true });
    const text = `currentContext: a
contexts: [{ name: a, server: a, credential: a }]
servers: [{ name: a, url: "${url}" }]
credentials: [{ name: a, token: "${token}" }]
`;
    await writeFile(file(), text, { mode: 0o600 });
    const { stdout } = await plain('config', 'view');
    expect(stdout).toContain('***');
    expect(stdout).not.toContain(token);
    expect((await plain('get', 'pods')).code).toBe(0);
    await chmod(file(), 0o644);
    const { code, stderr } = await plain('get', 'pods');
    expect([code, stderr]).toEqual([2, expect.stringContaining('chmod 600')]);
    expect(await readFile(file(), 'utf8')).toBe(text);
  });

  it.each(['contexts: 1', 'other: 1', 'a: [', 'contexts: [{ name: A, server: a }]'])(
    'are refused as %s, without a word of what stands there',
    async (text) => {
      await mkdir(join(bench.folder, '.config/agentpod'), { recursive: true });
      await writeFile(file(), `${text}\n`, { mode: 0o600 });
      const { code, stderr } = await plain('get', 'pods');
      expect([code, stderr]).toEqual([2, expect.stringContaining('config.yaml')]);
    },
  );
});
