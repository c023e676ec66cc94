import { resolve } from 'node:path';
import { AgentPodError } from '../../core/model/errors.ts';
import { Secret } from '../../core/model/secret.ts';
import type { HookSecrets } from '../../ports/hook-secrets.ts';
import { decodeText, readBytes } from './read-bytes.ts';

const FOR_ALL = 'AGENTPOD_WEBHOOK_SECRET_FILE';
const MOST_KIB = 4;
/** Fewer are guessed. */
const LEAST_CHARACTERS = 16;

/**
 * From the files that `AGENTPOD_WEBHOOK_SECRET_FILE` names, or for one source `…_FILE_SOURCE_NAME`. Read
 * each time, so that a secret can be changed while the server runs.
 */
export function hookSecrets(
  env: Readonly<Record<string, string | undefined>>,
  cwd: string,
): HookSecrets {
  return {
    find: async (source) => {
      const own = `${FOR_ALL}_${source.toUpperCase().replaceAll('-', '_')}`;
      const variable = env[own] ? own : FOR_ALL;
      const file = env[variable];
      return file ? readSecret(variable, resolve(cwd, file)) : undefined;
    },
  };
}

async function readSecret(variable: string, file: string): Promise<Secret> {
  const text = decodeText(await readBytes(file, MOST_KIB), `the file ${file}`).trim();
  if (text.length >= LEAST_CHARACTERS) return new Secret(text);
  throw new AgentPodError(
    'InvalidInput',
    'ConfigInvalid',
    `${variable}: the secret in ${file} is shorter than ${LEAST_CHARACTERS} characters`,
    { hint: 'make one with openssl rand -hex 32' },
  );
}
