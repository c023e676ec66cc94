/** The master key and backups: they carry its id, and the key itself only where that was asked for. */
import { createSecretKey } from 'node:crypto';
import { open } from 'node:fs/promises';
import { AgentPodError } from '../../../core/model/errors.ts';
import { masterKeyId, readMasterKey } from '../../crypto/master-key.ts';
import { reasonOf } from '../../source/system-error.ts';
import { keyFile, type StateOptions } from '../open.ts';
import type { Header } from './format.ts';

/** As base64; `MasterKeyMissing` (InvalidInput) without one. */
export async function masterKeyToCarry(options: StateOptions): Promise<string> {
  const key = await readMasterKey(keyFile(options));
  if (key === undefined) throw missing(keyFile(options), 'there is no master key file');
  return key.export().toString('base64');
}

/**
 * Whether the key that is here opens what the backup holds. Puts the carried key in place where
 * there is none. `MasterKeyMissing`, `MasterKeyWrong` (InvalidInput).
 */
export async function settleMasterKey(header: Header, options: StateOptions): Promise<void> {
  const { keys, masterKey } = header;
  if (keys.length === 0) return;
  const file = keyFile(options);
  const present = await readMasterKey(file);
  if (present !== undefined) {
    if (keys.includes(masterKeyId(present))) return;
    throw wrong(file, masterKeyId(present), keys);
  }
  if (masterKey === undefined) {
    throw missing(file, `the backup needs the master key ${keys.join(', ')}, and there is no`);
  }
  const carried = createSecretKey(Buffer.from(masterKey, 'base64'));
  if (!keys.includes(masterKeyId(carried))) throw wrong(file, masterKeyId(carried), keys);
  await place(file, masterKey);
}

async function place(file: string, text: string): Promise<void> {
  try {
    const handle = await open(file, 'wx', 0o600);
    await handle
      .writeFile(`${text}\n`)
      .then(() => handle.sync())
      .finally(() => handle.close());
  } catch (error) {
    throw new AgentPodError(
      'InvalidInput',
      'MasterKeyUnwritable',
      `master key file ${file} cannot be created: ${reasonOf(error)}`,
      { hint: 'make its folder, or name another file in AGENTPOD_MASTER_KEY_FILE', cause: error },
    );
  }
}

function missing(file: string, why: string): AgentPodError {
  return new AgentPodError('InvalidInput', 'MasterKeyMissing', `${why} ${file}`, {
    hint: 'put the key that the state was encrypted with there, mode 0600, or name its file in AGENTPOD_MASTER_KEY_FILE',
  });
}

function wrong(file: string, id: string, keys: readonly string[]): AgentPodError {
  return new AgentPodError(
    'InvalidInput',
    'MasterKeyWrong',
    `the master key in ${file} (id ${id}) is not the one that the backup needs (id ${keys.join(', ')})`,
    { hint: 'nothing was changed; put the right key in its place' },
  );
}
