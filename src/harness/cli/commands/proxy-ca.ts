import { X509Certificate } from 'node:crypto';
import { AgentPodError } from '../../../core/model/errors.ts';
import { BaseCommand } from '../base-command.ts';
import { EXIT } from '../exit-codes.ts';

/** `proxy ca`: what a browser has to trust for hosts such as `agent.localhost`. */
export class ProxyCaCommand extends BaseCommand {
  static override paths = [['proxy', 'ca']];
  static override usage = BaseCommand.Usage({
    category: 'Look',
    description: 'Print the certificate of the local authority, to be trusted by browsers.',
    details:
      'The authority signs for local hosts, such as those below localhost, test and internal. Its private key stays in the state directory.',
    examples: [['Into a file', '$0 proxy ca > agentpod-ca.crt']],
  });

  protected async run(): Promise<number> {
    const { localCertificates } = await this.services();
    const authority = await localCertificates.authority();
    if (authority === undefined) throw noAuthority();
    this.out.print(authority);
    this.out.note(howToTrust(new X509Certificate(authority)));
    return EXIT.ok;
  }
}

function howToTrust({ fingerprint256, validToDate }: X509Certificate): string {
  return `
SHA-256 fingerprint: ${fingerprint256}
Valid until: ${validToDate.toISOString().slice(0, 10)}

With this certificate in agentpod-ca.crt, trust it by:
  Debian, Ubuntu   sudo cp agentpod-ca.crt /usr/local/share/ca-certificates/ && sudo update-ca-certificates
  Fedora, RHEL     sudo trust anchor agentpod-ca.crt
  macOS            sudo security add-trusted-cert -d -r trustRoot -k /Library/Keychains/System.keychain agentpod-ca.crt
  Windows          certutil -addstore -f ROOT agentpod-ca.crt   (as administrator)
  Chromium, Linux  certutil -d sql:$HOME/.pki/nssdb -A -t C,, -n AgentPod -i agentpod-ca.crt
  Firefox          Settings, Certificates, Authorities, Import
  Node             NODE_EXTRA_CA_CERTS=agentpod-ca.crt
`;
}

function noAuthority(): AgentPodError {
  return new AgentPodError('InvalidInput', 'NotFound', 'there is no local authority yet', {
    hint: 'it is made by the first agentpod apply of a pod with a local host, e.g. agent.localhost',
  });
}
