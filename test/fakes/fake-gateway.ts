import { AgentPodError } from '../../src/core/model/errors.ts';
import { Secret } from '../../src/core/model/secret.ts';
import type { AgentGateway, OwnerLink } from '../../src/ports/agent-gateway.ts';

const TEN_MINUTES_MS = 600_000;

/** Makes owner links that open nothing, a new one each time. The protocol has tests of its own. */
export class FakeGateway implements AgentGateway {
  /** Container and origin of each link. */
  readonly links: [string, string][] = [];
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

  pair = unsupported;
  greet = unsupported;
  challenge = unsupported;
  session = unsupported;
}

async function unsupported(): Promise<never> {
  throw new AgentPodError('Transient', 'GatewayUnreachable', 'a fake gateway listens nowhere');
}
