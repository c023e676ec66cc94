/**
 * The one-time link by which a browser becomes the owner of an agent. OpenClaw's own command makes
 * it, inside the pod, for its own loopback address; here it gets the public one, and keeps its path,
 * which is the one that the Control UI is served below. How long it holds, ten minutes, is fixed in
 * OpenClaw.
 */
import { AgentPodError } from '../../core/model/errors.ts';
import { Secret } from '../../core/model/secret.ts';
import { redact } from '../../core/status/redact.ts';
import type { OwnerLink } from '../../ports/agent-gateway.ts';
import type { ContainerRuntime } from '../../ports/container-runtime.ts';
import { cleanText } from './clean-text.ts';
import { COMMAND_MISSING, lastObject } from './exec-answer.ts';

const ARGV = ['openclaw', 'dashboard', '--json'];
/** The command loads all of OpenClaw: 5 s on a quiet machine, 10 and more on a busy one. */
const TIMEOUT_SECONDS = 120;
const MAX_MESSAGE = 200;

/** As the Control UI takes it. */
const BOOTSTRAP_TOKEN = /^[\x21-\x7e]{16,4096}$/;

export async function ownerLink(
  { exec }: Pick<ContainerRuntime, 'exec'>,
  container: string,
  publicOrigin: string,
): Promise<OwnerLink> {
  const options = { timeoutSeconds: TIMEOUT_SECONDS };
  const { exitCode, stdout } = await exec(container, ARGV, options);
  const { browserUrl, browserBootstrapExpiresAtMs, reason } = lastObject(stdout);
  const local = typeof browserUrl === 'string' ? URL.parse(browserUrl) : null;
  const token = bootstrapToken(local);
  const expiresAt = new Date(Number(browserBootstrapExpiresAtMs));
  if (local === null || token === undefined || Number.isNaN(expiresAt.getTime())) {
    throw unavailable(container, typeof reason === 'string' ? reason : inWords(exitCode));
  }
  return {
    url: publicLink(publicOrigin, local.pathname, token),
    bootstrapToken: token,
    expiresAt: expiresAt.toISOString(),
  };
}

function bootstrapToken(local: URL | null): Secret | undefined {
  const fragment = new URLSearchParams(local?.hash.slice(1));
  const token = fragment.get('bootstrapToken') ?? '';
  // Another profile would open with fewer rights than the link promises.
  if (fragment.get('bootstrapProfile') !== 'owner') return undefined;
  return BOOTSTRAP_TOKEN.test(token) ? new Secret(token) : undefined;
}

/** In the fragment, which no browser sends to a server and no proxy can log. */
function publicLink(publicOrigin: string, path: string, token: Secret): Secret {
  const fragment = new URLSearchParams({
    bootstrapToken: token.reveal(),
    bootstrapProfile: 'owner',
    // A browser that last used another gateway would else ask that one.
    gatewayUrl: `${publicOrigin.replace(/^http/, 'ws')}${path.replace(/\/$/, '')}`,
  });
  return new Secret(`${publicOrigin}${path}#${fragment}`);
}

/** The output is not quoted: it may hold a link. */
function inWords(exitCode: number): string {
  if (COMMAND_MISSING.has(exitCode)) return 'it has no openclaw; owner links are an OpenClaw thing';
  return exitCode === 0 ? 'its answer holds no link' : `openclaw ended with ${exitCode}`;
}

function unavailable(container: string, why: string): AgentPodError {
  return new AgentPodError(
    'Waiting',
    'OwnerLinkUnavailable',
    `${container} gives no owner link: ${redact(cleanText(why, MAX_MESSAGE))}`,
    { hint: 'see its log; a gateway that has just started needs some more seconds' },
  );
}
