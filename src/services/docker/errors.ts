import { AgentPodError } from '../../core/model/errors.ts';

/** What the client throws: an Engine's answer has a status code, a broken connection has a code. */
interface RawError extends Error {
  readonly statusCode?: number;
  readonly json?: unknown;
  readonly code?: string;
}

/** Thrown by our own deadline, see `engine.ts`. */
export class DeadlineError extends Error {
  readonly seconds: number;

  constructor(seconds: number) {
    super(`no answer within ${seconds} s`);
    this.seconds = seconds;
  }
}

/** HTTP status of the Engine's refusal; undefined when it gave none. */
export function statusOf(error: unknown): number | undefined {
  const raw = error instanceof AgentPodError ? error.cause : error;
  return (raw as RawError | undefined)?.statusCode;
}

/** The Engine's own words, without the client's decoration. */
export function wordsOf(error: unknown): string {
  const raw = error as RawError;
  const json = raw.json as { readonly message?: unknown } | null | undefined;
  if (typeof json?.message === 'string') return json.message.trim();
  return raw.message.replace(/^\(HTTP code \d+\) .*? - /, '').trim();
}

/**
 * Turns whatever the client threw into an `AgentPodError`; see ports/container-runtime.ts for the
 * reasons.
 *
 * @param doing what was attempted, as it reads after "while", e.g. `creating container x`
 * @param address the Engine's, for connection failures
 */
export function toFailure(error: unknown, doing: string, address: string): AgentPodError {
  if (error instanceof AgentPodError) return error;
  const raw = error as RawError;
  if (raw.statusCode === undefined) return unreachable(raw, doing, address);
  return refusal(raw.statusCode, wordsOf(raw), doing, raw);
}

interface Rule {
  readonly status?: number;
  readonly words: RegExp;
  readonly make: (words: string, doing: string, cause: unknown) => AgentPodError;
}

/** The Engine has no error codes beyond HTTP's, so its words decide. First match wins. */
const RULES: readonly Rule[] = [
  {
    // Of an address on a network; a port's has the port in it.
    words: /(?<!bind: )address already in use$/i,
    make: (words, doing, cause) =>
      new AgentPodError('Conflict', 'AddressTaken', `${doing}: ${words}`, {
        hint: 'see what else is on the network: docker network inspect NETWORK',
        cause,
      }),
  },
  {
    words: /port is already allocated|address already in use|ports are not available/i,
    make: (words, doing, cause) =>
      new AgentPodError('Transient', 'PortTaken', `${doing}: a host port is taken: ${words}`, {
        hint: 'stop what listens there; else a pod gets another port on the next pass, and the reverse proxy from AGENTPOD_HTTP_PORT and AGENTPOD_HTTPS_PORT',
        cause,
      }),
  },
  {
    words: /pool overlaps with other one/i,
    make: (_words, doing, cause) =>
      new AgentPodError('Conflict', 'SubnetTaken', `${doing}: another network has that subnet`, {
        hint: 'choose another subnet pool, or remove the other network',
        cause,
      }),
  },
  {
    status: 409,
    words: /already in use by container|already exists/i,
    make: (words, doing, cause) =>
      new AgentPodError('Conflict', 'NameTaken', `${doing}: the name is taken: ${words}`, {
        hint: 'remove or rename what holds the name; AgentPod never touches what it did not make',
        cause,
      }),
  },
  {
    words:
      /no such image|manifest .*(unknown|not found)|repository does not exist|pull access denied/i,
    make: (words, doing, cause) =>
      new AgentPodError('Waiting', 'ImageMissing', `${doing}: ${words}`, {
        hint: 'check the name of the image (spec.image, AGENTPOD_TRAEFIK_IMAGE), or log in to the registry and pull it by hand once',
        cause,
      }),
  },
  {
    status: 404,
    words: /^/,
    make: (words, doing, cause) =>
      new AgentPodError('Transient', 'NotFound', `${doing}: ${words}`, { cause }),
  },
];

function refusal(status: number, words: string, doing: string, cause: unknown): AgentPodError {
  for (const rule of RULES) {
    const statusFits = rule.status === undefined || rule.status === status;
    if (statusFits && rule.words.test(words)) return rule.make(words, doing, cause);
  }
  return new AgentPodError('Transient', 'EngineError', `${doing}: ${words}`, { cause });
}

function unreachable(raw: RawError, doing: string, address: string): AgentPodError {
  const { saw, hint } = connectionTrouble(raw, address);
  return new AgentPodError(
    'Transient',
    'EngineUnreachable',
    `the Docker Engine at ${address} ${saw} (${doing})`,
    { hint, cause: raw },
  );
}

function connectionTrouble(raw: RawError, address: string): { saw: string; hint: string } {
  const start = 'start Docker, or set DOCKER_HOST to where it listens';
  if (raw instanceof DeadlineError) {
    return {
      saw: `did not answer within ${raw.seconds} s`,
      hint: 'see whether it is overloaded or hangs: docker info',
    };
  }
  switch (raw.code) {
    case 'ENOENT':
      return { saw: 'is not there: no such socket', hint: start };
    case 'ECONNREFUSED':
      return { saw: 'refuses connections', hint: start };
    case 'EACCES':
    case 'EPERM':
      return {
        saw: 'may not be used by this user: permission denied',
        hint: `add the user to the group that owns ${address}: sudo usermod -aG docker $USER`,
      };
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return { saw: 'has a host name that does not resolve', hint: 'check DOCKER_HOST' };
    case 'ECONNRESET':
    case 'EPIPE':
      return { saw: 'closed the connection', hint: 'see whether Docker restarted: docker info' };
    default:
      return { saw: `cannot be talked to: ${raw.message}`, hint: start };
  }
}
