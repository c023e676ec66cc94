import { createPrivateKey, X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, createServer } from 'node:tls';
import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { IssuedCertificate } from '../../ports/local-certificates.ts';
import { privateKeyPem, readKeyAndChain } from './key-and-chain.ts';
import { createLocalCertificates } from './local-certificates.ts';
import { serverExtensions } from './profiles.ts';
import { newKeyPair, signCertificate } from './x509.ts';

const DAY_MS = 24 * 3600 * 1000;

let stateDir: string;
let now: Date;
beforeEach(async () => {
  stateDir = await mkdtemp(join(tmpdir(), 'agentpod-local-ca-'));
  now = new Date();
});
afterEach(() => rm(stateDir, { recursive: true }));

const certificates = () => createLocalCertificates({ stateDir, now: () => now });
const file = (name: string): string => join(stateDir, 'local-ca', name);

/** What a Node client that trusts `authority` says of a server with this certificate. */
async function handshake(
  { cert, key }: { readonly cert: string; readonly key: string },
  host: string,
  authority?: string,
): Promise<string> {
  const server = createServer({ cert, key }, (socket) => socket.end());
  server.on('tlsClientError', () => undefined);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const ca = authority === undefined ? {} : { ca: authority };
  const socket = connect({ host: '127.0.0.1', port, servername: host, ...ca });
  try {
    await once(socket, 'secureConnect');
    return 'trusted';
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    // OpenSSL's constraint errors have no code of Node's.
    return code === 'UNSPECIFIED' ? message : String(code);
  } finally {
    socket.destroy();
    server.close();
  }
}

const served = ({ certificate, key }: IssuedCertificate) => ({
  cert: certificate,
  key: key.reveal(),
});

describe('the local authority', () => {
  it('is made with the first certificate, and not before', async () => {
    expect(await certificates().status()).toBeUndefined();
    expect(await certificates().authority()).toBeUndefined();
    expect(await readdir(stateDir)).toEqual([]);

    await certificates().issue(['agent.localhost']);

    const authority = new X509Certificate((await certificates().authority()) ?? '');
    expect(authority.ca).toBe(true);
    expect(authority.verify(authority.publicKey)).toBe(true);
    const years = (authority.validToDate.getTime() - now.getTime()) / (365.25 * DAY_MS);
    expect(years).toBeCloseTo(10, 1);
  });

  it('stays the same over later certificates, and prints no private key', async () => {
    await certificates().issue(['a.test']);
    const first = await certificates().authority();
    await certificates().issue(['b.test']);

    expect(await certificates().authority()).toBe(first);
    expect(first).not.toContain('PRIVATE');
  });

  it('is one even when many processes make it at once', async () => {
    const issued = await Promise.all(
      Array.from({ length: 20 }, (_, index) => certificates().issue([`a${index}.test`])),
    );
    const authority = await certificates().authority();

    const { publicKey } = new X509Certificate(authority ?? '');
    for (const { certificate } of issued) {
      expect(new X509Certificate(certificate).verify(publicKey)).toBe(true);
      expect(certificate.endsWith(authority ?? 'none')).toBe(true);
    }
    expect((await readdir(join(stateDir, 'local-ca'))).sort()).toEqual([
      'authority.pem',
      'certificate.pem',
    ]);
  });

  it('keeps its files to their owner', async () => {
    await certificates().issue(['a.test']);

    expect((await stat(join(stateDir, 'local-ca'))).mode & 0o777).toBe(0o700);
    expect((await stat(file('authority.pem'))).mode & 0o777).toBe(0o600);
    expect((await stat(file('certificate.pem'))).mode & 0o777).toBe(0o600);
  });

  it('cannot sign for a public name that anybody would believe', async () => {
    await certificates().issue(['a.test']);
    const authority = await readKeyAndChain(file('authority.pem'));
    if (authority === undefined) throw new Error('no authority');
    const { privateKey, publicKey } = newKeyPair();
    const forge = (hosts: string[]): { cert: string; key: string } => ({
      cert: signCertificate(
        {
          subject: 'forged',
          issuer: authority.certificate.subject.replace('CN=', ''),
          notBefore: now,
          notAfter: new Date(now.getTime() + DAY_MS),
          publicKey,
          extensions: serverExtensions(hosts, publicKey, authority.certificate.publicKey),
        },
        authority.key,
      ),
      key: privateKeyPem(privateKey),
    });

    expect(await handshake(forge(['a.test']), 'a.test', authority.chain)).toBe('trusted');
    expect(await handshake(forge(['a.example.com']), 'a.example.com', authority.chain)).toBe(
      'permitted subtree violation',
    );
    expect(await handshake(forge(['a.test', 'b.example.com']), 'a.test', authority.chain)).toBe(
      'permitted subtree violation',
    );
  });

  it('refuses other names when its first were local, and takes any otherwise', async () => {
    await certificates().issue(['a.test']);
    await expect(certificates().issue(['a.test', 'a.example.com'])).rejects.toMatchObject({
      failure: 'InvalidInput',
      reason: 'AuthorityConstrained',
      message: expect.stringContaining('a.example.com'),
      hint: expect.stringContaining(file('authority.pem')),
    });

    await rm(file('authority.pem'));
    const mixed = await certificates().issue(['a.test', 'a.example.com']);
    const authority = await certificates().authority();
    expect(await handshake(served(mixed), 'a.example.com', authority)).toBe('trusted');
    expect(await handshake(served(mixed), 'a.test', authority)).toBe('trusted');
  });

  it.each([
    ['AuthorityExposed', async () => chmod(file('authority.pem'), 0o640)],
    ['AuthorityInvalid', async () => writeFile(file('authority.pem'), 'nonsense')],
    [
      'AuthorityInvalid',
      async () => {
        const other = newKeyPair();
        const { chain } = (await readKeyAndChain(file('authority.pem'))) ?? { chain: '' };
        await writeFile(file('authority.pem'), `${privateKeyPem(other.privateKey)}${chain}`);
      },
    ],
    [
      'AuthorityExpired',
      async () => {
        now = new Date(now.getTime() + 3651.5 * DAY_MS);
      },
    ],
  ])('is refused, never replaced: %s', async (reason, harm) => {
    await certificates().issue(['a.test']);
    await harm();
    const before = await readFile(file('authority.pem'), 'utf8');

    await expect(certificates().issue(['a.test'])).rejects.toMatchObject({ reason });
    expect(await readFile(file('authority.pem'), 'utf8')).toBe(before);
  });

  it('says that the state directory cannot be written', async () => {
    await writeFile(join(stateDir, 'local-ca'), '');
    await expect(certificates().issue(['a.test'])).rejects.toMatchObject({
      reason: expect.stringMatching(/AuthorityInvalid|CertificateUnwritable/),
    });
  });

  it('reads no folder as a key', async () => {
    await mkdir(file('authority.pem'), { recursive: true });
    await expect(certificates().authority()).rejects.toMatchObject({ reason: 'AuthorityInvalid' });
  });
});

describe('a local certificate', () => {
  it('is believed by a client that trusts the authority, for its hosts alone', async () => {
    const issued = await certificates().issue(['b.test', 'a.localhost', 'a.localhost']);
    const authority = await certificates().authority();

    expect(await handshake(served(issued), 'a.localhost', authority)).toBe('trusted');
    expect(await handshake(served(issued), 'b.test', authority)).toBe('trusted');
    expect(await handshake(served(issued), 'c.test', authority)).toBe(
      'ERR_TLS_CERT_ALTNAME_INVALID',
    );
    expect(await handshake(served(issued), 'b.test')).toBe('SELF_SIGNED_CERT_IN_CHAIN');
    expect(await certificates().status()).toEqual({
      hosts: ['a.localhost', 'b.test'],
      notAfter: new X509Certificate(issued.certificate).validToDate.toISOString(),
    });
  });

  it('lives 90 days at most, from an hour ago, and no longer than its authority', async () => {
    const { certificate } = await certificates().issue(['a.test']);
    const { validFromDate, validToDate, serialNumber } = new X509Certificate(certificate);

    expect(validToDate.getTime() - validFromDate.getTime()).toBeLessThanOrEqual(90 * DAY_MS);
    expect(now.getTime() - validFromDate.getTime()).toBeGreaterThanOrEqual(3600 * 1000);
    expect(serialNumber).toMatch(/^[4-7][0-9A-F]{31}$/);

    const end = new X509Certificate((await certificates().authority()) ?? '').validToDate;
    now = new Date(end.getTime() - 10 * DAY_MS);
    const late = new X509Certificate((await certificates().issue(['a.test'])).certificate);
    expect(late.validToDate).toEqual(end);
  });

  it('has a key of its own each time, which shows nowhere', async () => {
    const first = await certificates().issue(['a.test']);
    const second = await certificates().issue(['a.test']);

    expect(first.key.reveal()).not.toBe(second.key.reveal());
    expect(createPrivateKey(first.key.reveal()).asymmetricKeyDetails?.namedCurve).toBe(
      'prime256v1',
    );
    expect(inspect(first)).not.toContain('PRIVATE');
    expect(JSON.stringify(first)).not.toContain('PRIVATE');
  });

  it('carries some hundreds of hosts in one handshake', async () => {
    const hosts = Array.from({ length: 600 }, (_, n) => `agent-${n}.customer-${n}.internal`);
    const issued = await certificates().issue(hosts);
    const authority = await certificates().authority();

    expect(new X509Certificate(issued.certificate).raw.length).toBeLessThan(32 * 1024);
    expect(await handshake(served(issued), hosts[599] ?? '', authority)).toBe('trusted');
    expect((await certificates().status())?.hosts).toHaveLength(600);
  });

  it('refuses more hosts than clients would take', async () => {
    const hosts = Array.from({ length: 2000 }, (_, n) => `agent-${n}.customer-${n}.internal`);
    await expect(certificates().issue(hosts)).rejects.toMatchObject({ reason: 'TooManyHosts' });
  });
});
