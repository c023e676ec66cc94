/**
 * The local authority of this installation, as files below the state directory. What makes certificates
 * is loaded only when one is made.
 */
import { join } from 'node:path';
import { AgentPodError } from '../../core/model/errors.ts';
import { Secret } from '../../core/model/secret.ts';
import { isLocalHost } from '../../core/proxy/local-host.ts';
import { compareText } from '../../core/util/sort.ts';
import type { LocalCertificates } from '../../ports/local-certificates.ts';
import {
  AUTHORITY_NAMES,
  createKeyAndChain,
  type KeyAndChain,
  privateKeyPem,
  readKeyAndChain,
  replaceKeyAndChain,
} from './key-and-chain.ts';

export interface LocalCertificatesOptions {
  readonly stateDir: string;
  readonly now: () => Date;
}

const DAY_MS = 24 * 3600 * 1000;
/**
 * Every handshake carries all the names. OpenSSL and Chromium stop at 100 KiB, Go's client at 64 KiB;
 * this leaves half of that.
 */
const MAX_NAMES_BYTES = 32 * 1024;

export function createLocalCertificates(options: LocalCertificatesOptions): LocalCertificates {
  const files = filesIn(options.stateDir);
  return {
    status: async () => {
      const issued = await readKeyAndChain(files.certificate);
      return issued && statusOf(issued);
    },
    authority: async () => (await readKeyAndChain(files.authority))?.chain,
    issue: async (hosts) => {
      const names = [...new Set(hosts)].sort(compareText);
      refuseTooMany(names);
      const now = options.now();
      const authority = await requireAuthority(files.authority, names, now);
      const { issueFrom } = await import('./issue.ts');
      const issued = issueFrom(authority, names, now);
      await replaceKeyAndChain(files.certificate, issued);
      return { certificate: issued.chain, key: new Secret(privateKeyPem(issued.key)) };
    },
  };
}

function filesIn(stateDir: string): { readonly authority: string; readonly certificate: string } {
  const folder = join(stateDir, 'local-ca');
  return { authority: join(folder, 'authority.pem'), certificate: join(folder, 'certificate.pem') };
}

function statusOf({ certificate }: KeyAndChain): { hosts: readonly string[]; notAfter: string } {
  const names = certificate.subjectAltName ?? '';
  return {
    hosts: names.split(', ').flatMap((name) => (name.startsWith('DNS:') ? [name.slice(4)] : [])),
    notAfter: certificate.validToDate.toISOString(),
  };
}

async function requireAuthority(
  file: string,
  hosts: readonly string[],
  now: Date,
): Promise<KeyAndChain> {
  const authority = (await readKeyAndChain(file)) ?? (await makeAuthority(file, hosts, now));
  if (authority.certificate.validToDate.getTime() <= now.getTime() + DAY_MS) throw expired(file);
  const foreign = hosts.find((host) => !isLocalHost(host));
  if (foreign !== undefined && isConstrained(authority)) throw constrained(file, foreign);
  return authority;
}

async function makeAuthority(
  file: string,
  hosts: readonly string[],
  now: Date,
): Promise<KeyAndChain> {
  const { newAuthority } = await import('./issue.ts');
  const made = newAuthority(hosts.every(isLocalHost), now);
  if (await createKeyAndChain(file, made)) return made;
  const theirs = await readKeyAndChain(file);
  if (theirs !== undefined) return theirs;
  throw new AgentPodError('Transient', 'AuthorityInvalid', `${file} was removed just now`);
}

/** Its name says so, which nobody but us gave it. */
function isConstrained({ certificate }: KeyAndChain): boolean {
  return certificate.subject.startsWith(`CN=${AUTHORITY_NAMES.onlyLocal} `);
}

function refuseTooMany(hosts: readonly string[]): void {
  if (hosts.length === 0) throw new Error('a certificate needs a host');
  const size = hosts.reduce((sum, host) => sum + host.length + 4, 0);
  if (size <= MAX_NAMES_BYTES) return;
  throw new AgentPodError(
    'InvalidInput',
    'TooManyHosts',
    `${hosts.length} local hosts do not fit into one certificate`,
    { hint: 'give some pods names that a public authority certifies, or use a second instance' },
  );
}

function constrained(file: string, host: string): AgentPodError {
  return new AgentPodError(
    'InvalidInput',
    'AuthorityConstrained',
    `the local authority signs for local names only, and ${host} is none`,
    {
      hint: `get its certificate by ACME, or remove ${file}: the next authority signs for any name, and has to be trusted anew`,
    },
  );
}

function expired(file: string): AgentPodError {
  return new AgentPodError('InvalidInput', 'AuthorityExpired', 'the local authority has expired', {
    hint: `remove ${file}: another one is made, which has to be trusted anew`,
  });
}
