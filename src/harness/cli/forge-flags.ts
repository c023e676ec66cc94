import { Option } from 'clipanion';
import { FORGE_KINDS } from '../../core/git/forge-address.ts';
import { usageError } from './failure.ts';
import type { ForgeAccess } from './serve-request.ts';

/** How `serve` is told where the status of a commit goes. */
export const forgeFlags = {
  forge: () =>
    Option.String('--forge', {
      description: `What keeps the repositories, where their address does not tell: ${FORGE_KINDS.join(', ')}.`,
    }),
  api: () =>
    Option.String('--forge-api', {
      description: 'Where its API is, e.g. https://git.example.org/api/v1.',
    }),
  token: () =>
    Option.String('--forge-token-file', {
      description:
        'File of a token that may write commit statuses, which are told then; AGENTPOD_FORGE_TOKEN_FILE.',
    }),
};

interface ForgeFlags {
  readonly forge: string | undefined;
  readonly forgeApi: string | undefined;
  readonly forgeToken: string | undefined;
}

export function readForgeAccess(
  { forge, forgeApi, forgeToken }: ForgeFlags,
  env: Readonly<Record<string, string | undefined>>,
): ForgeAccess {
  const kind = FORGE_KINDS.find((each) => each === forge);
  if (forge !== undefined && kind === undefined) {
    throw usageError(`--forge ${forge}: not a forge`, `write ${FORGE_KINDS.join(', ')}`);
  }
  if (forgeApi !== undefined && !/^https?:\/\/[^\s/@]+(\/[^\s?#]*)?$/.test(forgeApi)) {
    throw usageError('--forge-api: not an address', 'write https://git.example.org/api/v1');
  }
  const tokenFile = forgeToken ?? (env['AGENTPOD_FORGE_TOKEN_FILE'] || undefined);
  return { kind, api: forgeApi?.replace(/\/+$/, ''), tokenFile };
}
