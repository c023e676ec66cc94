/**
 * A private key and its certificates in one private file, so that no reader ever sees a key beside the
 * certificate of another.
 */
import {
  createPrivateKey,
  createPublicKey,
  type KeyObject,
  randomBytes,
  X509Certificate,
} from 'node:crypto';
import { constants } from 'node:fs';
import { link, mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { AgentPodError } from '../../core/model/errors.ts';
import { syncDirectory } from '../crypto/master-key.ts';
import { codeOf, reasonOf } from '../source/system-error.ts';

/** More than any chain that is issued; keeps a mistaken path from being read into memory. */
const MAX_FILE_BYTES = 256 * 1024;

/** How an authority's common name begins. */
export const AUTHORITY_NAMES = {
  onlyLocal: 'AgentPod local names authority',
  any: 'AgentPod authority',
} as const;

export interface KeyAndChain {
  readonly key: KeyObject;
  /** PEM, the key's own certificate first. */
  readonly chain: string;
  /** The first of the chain. */
  readonly certificate: X509Certificate;
}

/** Undefined when there is no such file. `AuthorityExposed` or `AuthorityInvalid` (InvalidInput). */
export async function readKeyAndChain(file: string): Promise<KeyAndChain | undefined> {
  const text = await readPrivate(file);
  return text === undefined ? undefined : parse(file, text);
}

/** Into a new file; false when there is one already, which is left as it is. */
export function createKeyAndChain(file: string, content: KeyAndChain): Promise<boolean> {
  return write(file, content, async (temporary) => {
    try {
      // A link appears whole or not at all, and never replaces what is there.
      await link(temporary, file);
      return true;
    } catch (error) {
      if (codeOf(error) === 'EEXIST') return false;
      throw error;
    }
  });
}

export async function replaceKeyAndChain(file: string, content: KeyAndChain): Promise<void> {
  await write(file, content, async (temporary) => {
    await rename(temporary, file);
    return true;
  });
}

/** PKCS #8. */
export function privateKeyPem(key: KeyObject): string {
  return key.export({ type: 'pkcs8', format: 'pem' }).toString();
}

async function write(
  file: string,
  { key, chain }: KeyAndChain,
  settle: (temporary: string) => Promise<boolean>,
): Promise<boolean> {
  const temporary = `${file}.${randomBytes(4).toString('hex')}.new`;
  try {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    const handle = await open(temporary, 'wx', 0o600);
    try {
      await handle.writeFile(`${privateKeyPem(key)}${chain}`);
      await handle.sync();
    } finally {
      await handle.close();
    }
    const settled = await settle(temporary);
    await syncDirectory(dirname(file));
    return settled;
  } catch (error) {
    throw new AgentPodError(
      'InvalidInput',
      'CertificateUnwritable',
      `${file} cannot be written: ${reasonOf(error)}`,
      { hint: 'choose a writable AGENTPOD_STATE_DIR', cause: error },
    );
  } finally {
    await rm(temporary, { force: true });
  }
}

async function readPrivate(file: string): Promise<string | undefined> {
  try {
    const handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const found = await handle.stat();
      if (!found.isFile() || found.size > MAX_FILE_BYTES) throw invalid(file);
      refuseExposed(file, found.mode);
      return await handle.readFile('utf8');
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    if (error instanceof AgentPodError) throw error;
    throw invalid(file, error);
  }
}

function parse(file: string, text: string): KeyAndChain {
  const block = (label: string): string =>
    text
      .match(new RegExp(`-----BEGIN ${label}-----[^-]+-----END ${label}-----\n`, 'g'))
      ?.join('') ?? '';
  try {
    const chain = block('CERTIFICATE');
    const key = createPrivateKey(block('PRIVATE KEY'));
    const certificate = new X509Certificate(chain);
    if (!createPublicKey(key).equals(certificate.publicKey)) throw invalid(file);
    return { key, chain, certificate };
  } catch (error) {
    throw error instanceof AgentPodError ? error : invalid(file, error);
  }
}

function refuseExposed(file: string, mode: number): void {
  if ((mode & 0o077) === 0) return;
  const octal = (mode & 0o777).toString(8).padStart(4, '0');
  throw new AgentPodError(
    'InvalidInput',
    'AuthorityExposed',
    `${file} holds a private key and has mode ${octal}: others than its owner can reach it`,
    { hint: `chmod 600 ${file}` },
  );
}

function invalid(file: string, cause?: unknown): AgentPodError {
  return new AgentPodError(
    'InvalidInput',
    'AuthorityInvalid',
    `${file} cannot be read as a private key with its certificate`,
    {
      hint: 'restore it from a backup, or remove it: another one is made, which has to be trusted anew',
      cause,
    },
  );
}
