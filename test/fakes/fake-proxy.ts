import { Secret } from '../../src/core/model/secret.ts';
import type { LocalCertificateStatus } from '../../src/core/proxy/certificate-due.ts';
import type { RouteVerdict } from '../../src/core/proxy/route-verdict.ts';
import type { IssuedCertificate, LocalCertificates } from '../../src/ports/local-certificates.ts';
import type { RouteCheck, RouteRequest } from '../../src/ports/route-check.ts';

/** An authority that signs without keys. */
export class FakeCertificates implements LocalCertificates {
  /** Hosts of each certificate that was issued. */
  readonly issued: (readonly string[])[] = [];
  notAfter = '2027-02-20T00:00:00.000Z';

  async status(): Promise<LocalCertificateStatus | undefined> {
    const hosts = this.issued.at(-1);
    return hosts && { hosts, notAfter: this.notAfter };
  }

  async issue(hosts: readonly string[]): Promise<IssuedCertificate> {
    this.issued.push(hosts);
    return { certificate: `certificate for ${hosts.join(' ')}`, key: new Secret('key') };
  }

  async authority(): Promise<string | undefined> {
    return this.issued.length > 0 ? 'authority' : undefined;
  }
}

/** A proxy that is always there. */
export class FakeRoutes implements RouteCheck {
  /** By host; where none is set, the route is fine. */
  readonly verdicts = new Map<string, RouteVerdict>();

  async awaitProxy(): Promise<void> {}

  async verifyRoute({ host }: RouteRequest): Promise<RouteVerdict> {
    return this.verdicts.get(host) ?? { ready: true };
  }
}
