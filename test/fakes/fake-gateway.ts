import { AgentPodError } from '../../src/core/model/errors.ts';
import type { JsonValue } from '../../src/core/model/json.ts';
import { Secret } from '../../src/core/model/secret.ts';
import type {
  AgentGateway,
  GatewayRoad,
  GatewaySession,
  OwnerLink,
  SessionEnd,
} from '../../src/ports/agent-gateway.ts';

/** The gateway's side of a session. */
export interface HeldSession {
  readonly hostPort: number;
  /** Its pings stay without an answer. */
  isHung: boolean;
  readonly end: (by: SessionEnd['by'], message?: string) => void;
}

const TEN_MINUTES_MS = 600_000;

/** Makes owner links that open nothing, a new one each time. The protocol has tests of its own. */
export class FakeGateway implements AgentGateway {
  /** Container and origin of each link. */
  readonly links: [string, string][] = [];
  /** By host port: what a session answers to each method. Nobody listens on another port. */
  readonly sessions = new Map<number, Readonly<Record<string, JsonValue>>>();
  /** Containers that AgentPod paired with. */
  readonly paired: string[] = [];
  /** Sessions that were opened and have not ended. */
  readonly held = new Set<HeldSession>();
  /** Thrown instead of opening a session. */
  refusal: AgentPodError | undefined;
  /** Thrown instead of pairing. */
  unpaired: AgentPodError | undefined;
  uptimeMs = 600_000;
  /** Thrown instead of the next link. */
  failure: AgentPodError | undefined;
  readonly #now: () => Date;

  constructor(now: () => Date) {
    this.#now = now;
  }

  async ownerLink(container: string, publicOrigin: string): Promise<OwnerLink> {
    if (this.failure !== undefined) throw this.failure;
    this.links.push([container, publicOrigin]);
    const token = `bootstrap-${this.links.length}`;
    return {
      url: new Secret(`${publicOrigin}/#bootstrapToken=${token}&bootstrapProfile=owner`),
      bootstrapToken: new Secret(token),
      expiresAt: new Date(this.#now().getTime() + TEN_MINUTES_MS).toISOString(),
    };
  }

  async pair(container: string): Promise<Secret> {
    if (this.unpaired !== undefined) throw this.unpaired;
    this.paired.push(container);
    return new Secret('a device');
  }

  async session(road: GatewayRoad): Promise<GatewaySession> {
    if (this.refusal !== undefined) throw this.refusal;
    const hostPort = road.kind === 'direct' ? road.hostPort : 0;
    if (!this.sessions.has(hostPort)) return unsupported();
    const closing = Promise.withResolvers<SessionEnd>();
    const end = (by: SessionEnd['by'], message = ''): void => {
      this.held.delete(held);
      closing.resolve({ by, code: by === 'us' ? 1000 : 1006, message });
    };
    const held: HeldSession = { hostPort, isHung: false, end };
    this.held.add(held);
    return {
      hello: {
        bootId: 'boot-1',
        version: '2026.9.6',
        protocol: 4,
        scopes: ['operator.read'],
        tickIntervalMs: 30_000,
        uptimeMs: this.uptimeMs,
      },
      lastTickAt: this.#now(),
      request: async (method) => this.sessions.get(hostPort)?.[method] ?? unsupported(),
      ping: async () => (held.isHung ? unsupported() : undefined),
      closed: closing.promise,
      close: async () => end('us'),
    };
  }

  greet = unsupported;
  challenge = unsupported;
}

async function unsupported(): Promise<never> {
  throw new AgentPodError('Transient', 'GatewayUnreachable', 'a fake gateway listens nowhere');
}
