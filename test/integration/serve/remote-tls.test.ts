import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { whyNoEngine } from '../../contract/docker-world.ts';
import { aFleet, type Fleet } from '../fleet/fleet.ts';
import { aStub, aTenant } from '../fleet/manifests.ts';
import { makeCertificates } from '../rls/certificates.ts';
import { AServer } from './a-server.ts';

const missing = await whyNoEngine();
const POD = 'acme/agent';

describe.skipIf(missing)(
  `serve behind a proxy with TLS of a private authority ${missing ?? ''}`,
  () => {
    let fleet: Fleet;
    let server: AServer;
    let folder: string;
    let proxy: Server;
    let authority: string;

    beforeAll(async () => {
      fleet = await aFleet();
      await fleet.write('acme.yaml', aTenant('acme'), aStub(POD));
      server = new AServer(fleet, ['-f', '.']);
      await server.ready();
      const { address = '' } = await server.said(({ msg }) => msg === 'listening');
      folder = await mkdtemp(join(tmpdir(), 'agentpod-tls-'));
      const made = await makeCertificates(folder);
      authority = made.authority;
      proxy = createServer(
        { cert: made.tls.certificate, key: made.tls.key },
        (incoming, answer) => {
          const { url = '/', method, headers } = incoming;
          const onward = request(`http://${address}${url}`, { method, headers }, (reply) => {
            answer.writeHead(reply.statusCode ?? 502, reply.headers);
            reply.pipe(answer);
          });
          answer.on('close', () => onward.destroy());
          incoming.pipe(onward);
        },
      );
      await once(proxy.listen(0, '127.0.0.1'), 'listening');
      const argv = ['api-token', 'create', 'laptop', '--role', 'read-only'];
      fleet.env['AGENTPOD_TOKEN'] = (await fleet.run(argv)).stdout.trim();
      fleet.env['AGENTPOD_SERVER'] = `https://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
    });
    afterAll(async () => {
      proxy.closeAllConnections();
      proxy.close();
      await server.end('SIGKILL');
      await Promise.all([fleet.remove(), rm(folder, { recursive: true, force: true })]);
    });

    it('answers who knows the authority, looks and streams alike', async () => {
      const env = { NODE_EXTRA_CA_CERTS: authority };
      const shown = await fleet.start(['get', 'pods', '-o', 'name'], env);
      expect(shown).toMatchObject({ exitCode: 0, stdout: `pod/${POD}` });
      const waited = ['wait', POD, '--for=condition=Ready', '--timeout', '60s'];
      expect(await fleet.start(waited, env)).toMatchObject({ exitCode: 0 });
    });

    it('is not trusted by anybody else, who is told what to do', async () => {
      const { exitCode, stdout, stderr } = await fleet.start(['get', 'pods']);
      expect([exitCode, stdout]).toEqual([1, '']);
      expect(stderr).toContain('NODE_EXTRA_CA_CERTS');
    });
  },
);
