/**
 * The one-time link by which a browser becomes the owner of an agent. OpenClaw's own command makes
 * it, inside the pod, for its own loopback address; here it gets the public one. How long it holds,
 * ten minutes, is fixed in OpenClaw.
 */
import { AgentPodError } from '../../core/model/errors.ts';
import type { JsonValue } from '../../core/model/json.ts';
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
  const token = bootstrapToken(browserUrl);
  const expiresAt = new Date(Number(browserBootstrapExpiresAtMs));
  if (token === undefined || Number.isNaN(expiresAt.getTime())) {
    throw unavailable(container, typeof reason === 'string' ? reason : inWords(exitCode));
  }
  return {
    url: publicLink(publicOrigin, token),
    bootstrapToken: token,
    expiresAt: expiresAt.toISOString(),
  };
}

function bootstrapToken(browserUrl: JsonValue | undefined): Secret | undefined {
  if (typeof browserUrl !== 'string' || !URL.canParse(browserUrl)) return undefined;
  const fragment = new URLSearchParams(new URL(browserUrl).hash.slice(1));
  const token = fragment.get('bootstrapToken') ?? '';
  // Another profile would open with fewer rights than the link promises.
  if (fragment.get('bootstrapProfile') !== 'owner') return undefined;
  return BOOTSTRAP_TOKEN.test(token) ? new Secret(token) : undefined;
}

/** In the fragment, which no browser sends to a server and no proxy can log. */
function publicLink(publicOrigin: string, token: Secret): Secret {
  const fragment = new URLSearchParams({
    bootstrapToken: token.reveal(),
    bootstrapProfile: 'owner',
    // A browser that last used another gateway would else ask that one.
    gatewayUrl: publicOrigin.replace(/^http/, 'ws'),
  });
  return new Secret(`${publicOrigin}/#${fragment}`);
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
