import { access, constants, stat } from 'node:fs/promises';
import { AgentPodError } from '../../core/model/errors.ts';
import { messageOf } from '../../core/status/message.ts';
import type { SshAccess } from './ssh-command.ts';

/** What ssh would say later in many words. `SshFileInvalid` (InvalidInput). */
export async function checkSshFiles({ keyFile, knownHostsFile }: SshAccess): Promise<void> {
  for (const file of [keyFile, knownHostsFile]) {
    if (file === undefined) continue;
    await access(file, constants.R_OK).catch((error: unknown) => {
      throw invalid(`cannot read ${file}: ${messageOf(error)}`, 'name a file that is there');
    });
  }
  if (keyFile === undefined) return;
  const { mode } = await stat(keyFile);
  if ((mode & 0o077) === 0) return;
  throw invalid(`others may read the key ${keyFile}`, `chmod 600 ${keyFile}`);
}

function invalid(message: string, hint: string): AgentPodError {
  return new AgentPodError('InvalidInput', 'SshFileInvalid', message, { hint });
}
