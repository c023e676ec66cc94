import { AgentPodError } from '../../src/core/model/errors.ts';
import type { JsonValue } from '../../src/core/model/json.ts';
import { Secret } from '../../src/core/model/secret.ts';
import type {
  AgentGateway,
  GatewayRoad,
  GatewaySession,
  OwnerLink,
} from '../../src/ports/agent-gateway.ts';

const TEN_MINUTES_MS = 600_000;

/** Makes owner links that open nothing, a new one each time. The protocol has tests of its own. */
export class FakeGateway implements AgentGateway {
  /** Container and origin of each link. */
  readonly links: [string, string][] = [];
  /** By host port: what a session answers to each method. Nobody listens on another port. */
  readonly sessions = new Map<number, Readonly<Record<string, JsonValue>>>();
  /** Containers that AgentPod paired with. */
  readonly paired: string[] = [];
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
    this.paired.push(container);
    return new Secret('a device');
  }

  async session(road: GatewayRoad): Promise<GatewaySession> {
    const answers = road.kind === 'direct' ? this.sessions.get(road.hostPort) : undefined;
    if (answers === undefined) return unsupported();
    return {
      hello: {
        bootId: 'boot-1',
        version: '2026.9.6',
        protocol: 4,
        scopes: ['operator.read'],
        tickIntervalMs: 30_000,
        uptimeMs: 1000,
      },
      lastTickAt: this.#now(),
      request: async (method) => answers[method] ?? unsupported(),
      ping: async () => undefined,
      closed: new Promise(() => undefined),
      close: async () => undefined,
    };
  }

  greet = unsupported;
  challenge = unsupported;
}

async function unsupported(): Promise<never> {
  throw new AgentPodError('Transient', 'GatewayUnreachable', 'a fake gateway listens nowhere');
}
