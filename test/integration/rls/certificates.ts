/** A certificate authority for one test, and a server's certificate for 127.0.0.1 under it. */
import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Tls } from '../postgres-server.ts';

const run = promisify(execFile);
const NEW_KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];

/** `authority` is a file. */
export async function makeCertificates(
  folder: string,
): Promise<{ readonly tls: Tls; readonly authority: string }> {
  const file = (name: string): string => join(folder, name);
  const openssl = (...argv: string[]) => run('openssl', argv);
  const ca = ['-keyout', file('ca.key'), '-out', file('ca.pem'), '-days', '2'];
  await openssl('req', '-x509', ...NEW_KEY, ...ca, '-subj', '/CN=test authority');
  const request = ['-keyout', file('server.key'), '-out', file('server.csr')];
  await openssl('req', ...NEW_KEY, ...request, '-subj', '/CN=127.0.0.1');
  await writeFile(file('names'), 'subjectAltName=IP:127.0.0.1\n');
  const signed = ['-CA', file('ca.pem'), '-CAkey', file('ca.key'), '-CAcreateserial', '-days', '2'];
  const names = ['-extfile', file('names'), '-out', file('server.crt')];
  await openssl('x509', '-req', '-in', file('server.csr'), ...signed, ...names);
  const [certificate, key] = await Promise.all(
    ['server.crt', 'server.key'].map((name) => readFile(file(name), 'utf8')),
  );
  return { tls: { certificate: certificate ?? '', key: key ?? '' }, authority: file('ca.pem') };
}
