import { resolve } from 'node:path';
import { forgeAddress } from './core/git/forge-address.ts';
import { AgentPodError } from './core/model/errors.ts';
import { StatusReporter } from './engine/runs/status-reporter.ts';
import type { ServeRequest } from './harness/cli/serve-request.ts';
import type { Forge } from './ports/forge.ts';
import type { Log } from './ports/log.ts';
import type { WatchedSource } from './ports/watched-source.ts';
import { createForge } from './services/forge/forge.ts';
import { readTokenFile } from './services/forge/token-file.ts';
import { systemClock } from './services/system-clock.ts';

interface Ground {
  readonly instance: string;
  readonly random: () => number;
  readonly log: Log;
}

/** Who tells forges of their commits. Rejects (InvalidInput) when nobody could be told. */
export async function openReporter(
  request: ServeRequest,
  sources: readonly WatchedSource[],
  { instance, random, log }: Ground,
): Promise<StatusReporter> {
  return new StatusReporter({
    forges: await openForges(request, sources, instance),
    clock: systemClock,
    random,
    onTrouble: (source, message) => log.warn('commit status was not told', { source, message }),
  });
}

async function openForges(
  { forge, cwd }: ServeRequest,
  sources: readonly WatchedSource[],
  instance: string,
): Promise<ReadonlyMap<string, Forge>> {
  const { kind, api, tokenFile } = forge;
  if (tokenFile === undefined) return new Map();
  const token = () => readTokenFile(resolve(cwd, tokenFile));
  await token();
  const found = new Map<string, Forge>();
  for (const { name, about } of sources) {
    const address = about.kind === 'git' ? forgeAddress(about.url, { kind, api }) : undefined;
    const context = `agentpod/${instance}/${name}`;
    if (address !== undefined) found.set(name, createForge({ address, token, context }));
  }
  if (found.size > 0) return found;
  throw new AgentPodError('InvalidInput', 'ForgeUnknown', 'no --git is of a forge that is known', {
    hint: 'say which it is: --forge gitea, and with --forge-api where',
  });
}
