/** What a backup is locked with and opened with, read from the files that the user names. */
import { readFile } from 'node:fs/promises';
import { Decrypter, Encrypter, generateX25519Identity, identityToRecipient } from 'age-encryption';
import { AgentPodError } from '../../../core/model/errors.ts';
import { Secret } from '../../../core/model/secret.ts';
import type { BackupKeyChoice, BackupLockChoice } from '../../../ports/state-copy.ts';
import { reasonOf } from '../../source/system-error.ts';

/** How to open a backup, and what to say when it does not. */
export interface BackupKey {
  /** The message up to the backup's name. */
  readonly refusal: string;
  decrypter(): Decrypter;
}

export interface BackupLock {
  readonly encrypter: Encrypter;
  /** Opens what this lock closes, in this process only. */
  readonly key: BackupKey;
}

/** `PassphraseInvalid`, `RecipientInvalid` (InvalidInput). */
export async function makeLock(choice: BackupLockChoice): Promise<BackupLock> {
  const encrypter = new Encrypter();
  if ('passphrase' in choice) {
    const passphrase = await readPassphrase(choice.passphrase);
    encrypter.setPassphrase(passphrase.reveal());
    return { encrypter, key: passphraseKey(choice.passphrase, passphrase) };
  }
  try {
    encrypter.addRecipient(choice.recipient);
  } catch (error) {
    throw unusable('RecipientInvalid', `${choice.recipient} is not an age recipient`, error);
  }
  // A public key cannot read the backup back. A second one can, whose other half dies with us.
  const passing = await generateX25519Identity();
  encrypter.addRecipient(await identityToRecipient(passing));
  return { encrypter, key: identityKey('the own key does not open', [new Secret(passing)]) };
}

/** `PassphraseInvalid`, `IdentityInvalid` (InvalidInput). */
export async function readKey(choice: BackupKeyChoice): Promise<BackupKey> {
  if ('passphrase' in choice) {
    return passphraseKey(choice.passphrase, await readPassphrase(choice.passphrase));
  }
  const file = choice.identity;
  const text = await readText(file, 'IdentityInvalid');
  const found = text.split('\n').filter((line) => !line.trimStart().startsWith('#'));
  const keys = found.flatMap((line) => line.match(/AGE-SECRET-KEY-(?:PQ-)?1[A-Z0-9]+/g) ?? []);
  if (keys.length === 0) throw unusable('IdentityInvalid', `${file} holds no age secret key`);
  return identityKey(
    `no key in ${file} opens`,
    keys.map((key) => new Secret(key)),
  );
}

function passphraseKey(file: string, passphrase: Secret): BackupKey {
  return {
    refusal: `the passphrase in ${file} does not open`,
    decrypter: () => {
      const decrypter = new Decrypter();
      decrypter.addPassphrase(passphrase.reveal());
      return decrypter;
    },
  };
}

function identityKey(refusal: string, identities: readonly Secret[]): BackupKey {
  return {
    refusal,
    decrypter: () => {
      const decrypter = new Decrypter();
      for (const identity of identities) decrypter.addIdentity(identity.reveal());
      return decrypter;
    },
  };
}

async function readPassphrase(file: string): Promise<Secret> {
  const text = (await readText(file, 'PassphraseInvalid')).replace(/\r?\n$/, '');
  if (text === '') throw unusable('PassphraseInvalid', `the passphrase file ${file} is empty`);
  return new Secret(text);
}

async function readText(file: string, reason: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw unusable(reason, `${file} cannot be read: ${reasonOf(error)}`, error);
  }
}

function unusable(reason: string, message: string, cause?: unknown): AgentPodError {
  return new AgentPodError('InvalidInput', reason, message, { cause });
}
