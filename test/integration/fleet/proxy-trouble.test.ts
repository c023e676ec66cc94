import { once } from 'node:events';
import { request } from 'node:https';
import { createServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { whyNoEngine } from '../../contract/docker-world.ts';
import { whyNoProxy } from '../proxy/proxy-images.ts';
import { aFleet, type Fleet } from './fleet.ts';
import { aStub, aTenant } from './manifests.ts';

const missing = (await whyNoEngine()) ?? (await whyNoProxy());

const A = 'a.acme.test';
const B = 'b.globex.test';

describe.skipIf(missing)(`trouble of the reverse proxy ${missing ?? ''}`, () => {
  let fleet: Fleet;
  let port: number;

  beforeEach(async () => {
    fleet = await aFleet();
    port = fleet.withProxy();
  });
  afterEach(() => fleet.remove());

  const traefik = () => fleet.engine.docker.getContainer(`agentpod-${fleet.instance}__traefik`);

  async function write(acme: readonly string[], globex: readonly string[]): Promise<void> {
    const hosted = (hosts: readonly string[]) => (hosts.length > 0 ? { hosts } : {});
    await fleet.write('acme.yaml', aTenant('acme'), aStub('acme/a', hosted(acme)));
    await fleet.write('globex.yaml', aTenant('globex'), aStub('globex/b', hosted(globex)));
  }

  /** Status of what a host answers. */
  function get(host: string, address = '127.0.0.1'): Promise<number | undefined> {
    return new Promise((resolve, reject) => {
      const where = { host: address, port, path: '/readyz', servername: host, headers: { host } };
      request({ ...where, rejectUnauthorized: false, agent: false }, (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      })
        .on('error', reject)
        .end();
    });
  }

  async function expectWhole(): Promise<void> {
    const ran = await fleet.apply();
    expect(ran, ran.stderr).toMatchObject({ exitCode: 0 });
    expect(await fleet.diff()).toMatchObject({ exitCode: 0, changes: [] });
  }

  /** Traefik reads its files a moment after they were written. */
  async function expectRouted(...hosts: readonly string[]): Promise<void> {
    for (const host of hosts) {
      await expect
        .poll(() => get(host).catch((error) => String(error)), { timeout: 20_000 })
        .toBe(200);
    }
  }

  it('says which port is taken and by what to move it, and pods run meanwhile', async () => {
    const server = createServer();
    await once(server.listen(port, '127.0.0.1'), 'listening');
    await write([A], [B]);
    const { exitCode, stderr, stdout } = await fleet.apply();
    expect(exitCode).not.toBe(0);
    const told = `${stdout}${stderr}`;
    expect(told).toContain(String(port));
    expect(told).toContain('AGENTPOD_HTTPS_PORT');
    expect(await fleet.engine.answers('acme/a')).toBe(true);

    server.close();
    await once(server, 'close');
    await expectWhole();
    await expectRouted(A);
  });

  it('routes on the one address that it is bound to', async () => {
    fleet.env['AGENTPOD_PROXY_BIND'] = '127.0.0.2';
    await write([A], []);
    await expectWhole();
    expect(await get(A, '127.0.0.2')).toBe(200);
    await expect(get(A)).rejects.toThrow('ECONNREFUSED');
  });

  it('comes back when it was paused, and goes when it is turned off', async () => {
    await write([A], [B]);
    await expectWhole();
    await traefik().pause();
    await expectWhole();
    await expectRouted(B);

    fleet.env['AGENTPOD_PROXY'] = 'off';
    await expectWhole();
    const { containers } = await fleet.engine.inventory();
    expect(containers.filter((name) => name.includes('__'))).toEqual([]);
    expect(await fleet.engine.answers('acme/a')).toBe(true);

    fleet.env['AGENTPOD_PROXY'] = 'managed';
    await expectWhole();
    await expectRouted(A, B);
  });

  it('is made anew by one customer’s file with the routes of all', async () => {
    await write([A], [B]);
    await expectWhole();
    await traefik().remove({ force: true });
    const { exitCode } = await fleet.run(['apply', '-f', 'acme.yaml', '--yes']);
    expect(exitCode).toBe(0);
    await expectRouted(B);
    await expectRouted(A);
  });

  it('lets two pods change hosts', async () => {
    await write([A], [B]);
    await expectWhole();
    await write([B], [A]);
    await expectWhole();
    await expectRouted(A, B);
    await write([], [A, B]);
    await expectWhole();
    await traefik().stop({ t: 0 });
    await expectWhole();
    await expectRouted(A, B);
  });
});
