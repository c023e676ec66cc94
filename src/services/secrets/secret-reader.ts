import type { KeyObject } from 'node:crypto';
import { Secret } from '../../core/model/secret.ts';
import type { SecretReader } from '../../ports/secret-reader.ts';
import type { SecretVault } from '../../ports/secret-vault.ts';
import { fingerprint } from '../crypto/fingerprint.ts';
import { dataKeys } from '../sops/data-keys.ts';
import { execProvider } from './exec-provider.ts';
import { decodeText, readBytes } from './read-bytes.ts';
import { secretPlace } from './secret-place.ts';
import { missingSecret, refusedSecret } from './secret-problem.ts';
import { readStoredSecret } from './stored-secret.ts';

/** Secrets from environment variables, files, SOPS, programs and the state. */

const MAX_KIB = 64;

export interface SecretReaderOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Of this installation; see `fingerprintKey`. */
  readonly fingerprintKey: KeyObject;
  /**
   * Whether manifests may name programs to run, as they may by default: whoever can write files on
   * this machine can run programs here anyway. Turn it off for manifests that come from elsewhere.
   */
  readonly allowExec?: boolean;
  /** Where stored secrets are; absent where there is no state to look into. */
  readonly vault?: Pick<SecretVault, 'list' | 'read'>;
  /** Files and folders that no manifest may name: the state directory and the master key. */
  readonly offLimits?: readonly string[];
}

export function secretReader(options: SecretReaderOptions): SecretReader {
  const { env, fingerprintKey, allowExec = true, offLimits = [] } = options;
  const keys = dataKeys(env, process.platform);
  const run = execProvider(env);
  return {
    read: async (source) => {
      switch (source.kind) {
        case 'env':
          return checked(readVariable(source.name, env), variable(source.name));
        case 'stored':
          return readStoredSecret(source, options.vault);
        case 'file':
          return readSecretFile(source.path, await secretPlace(source, offLimits));
        case 'sops':
          await secretPlace(source, offLimits);
          return checked(
            await (await sopsValues()).readSopsFile(source, keys),
            `the value in ${source.path}`,
          );
        case 'sealed':
          return checked(
            await (await sopsValues()).readSealedValue(source, keys),
            'the encrypted value',
          );
        case 'exec':
          if (!allowExec) throw execRefused(source.command);
          return run(source);
      }
    },
    checkSeal: async (text) => (await sopsValues()).checkSeal(text, keys),
    fingerprint: (value) => fingerprint(fingerprintKey, value),
  };
}

/** With it comes a YAML reader, which commands without such secrets should not pay for. */
function sopsValues() {
  return import('../sops/sops-values.ts');
}

function readVariable(name: string, env: SecretReaderOptions['env']): string {
  const value = Object.hasOwn(env, name) ? env[name] : undefined;
  if (value !== undefined) return value;
  throw missingSecret(`${variable(name)} is not set`, 'set it, or write {file: path}');
}

function variable(name: string): string {
  return `the environment variable ${name}`;
}

async function readSecretFile(path: string, place: string): Promise<Secret> {
  const what = `the file ${path}`;
  return checked(decodeText(await readBytes(path, MAX_KIB, place), what), what);
}

/** Neither empty nor too long for a secret; one newline at the end is the editor's. */
function checked(value: string, what: string): Secret {
  const text = value.replace(/\r?\n$/, '');
  if (text === '') throw missingSecret(`${what} is empty`);
  if (Buffer.byteLength(text) > MAX_KIB * 1024) {
    throw missingSecret(`${what} is larger than ${MAX_KIB} KiB`);
  }
  return new Secret(text);
}

function execRefused([program = '']: readonly string[]): Error {
  return refusedSecret(
    `the program ${program} is not run, since these manifests do not come from a local folder`,
    'use {env: NAME}, {file: path} or {sops: path, key: name}, or apply the folder with agentpod apply -f',
  );
}
