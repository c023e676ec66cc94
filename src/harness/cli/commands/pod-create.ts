import { Option } from 'clipanion';
import { newPodManifest } from '../../../core/manifests-edit/new-manifests.ts';
import {
  parsePodKey,
  podSubject,
  splitPodKey,
  tenantSubject,
} from '../../../core/model/resource.ts';
import { alreadyThere, EditCommand, type EditGround, type ManifestEdit } from '../edit-command.ts';
import { usageError } from '../failure.ts';
import { requireFound } from '../not-found.ts';
import { parseCount, parseCpus } from '../quantities.ts';
import { parseProviders, parseSecretRef } from '../secret-flags.ts';

/** `pod create`: a new agent of a tenant, as a manifest, up and running. */
export class PodCreateCommand extends EditCommand {
  static override paths = [['pod', 'create']];
  static override usage = EditCommand.Usage({
    category: 'Change',
    description: 'Create a pod: write its manifest, commit it, apply it.',
    details: `
      Appends a document to the file of the pod's tenant. Secrets are named, never given: \`env:NAME\`
      for an environment variable, \`file:PATH\` for a file, relative to the manifest.
    `,
    examples: [
      [
        'An agent with its model',
        '$0 pod create acme/agent --model openai/gpt-5.2 --provider openai=env:OPENAI_API_KEY',
      ],
      ['With a Telegram bot', '$0 pod create acme/agent --telegram file:secrets/acme-bot.token'],
      ['Any other image', '$0 pod create acme/web --agent generic --image nginx:1.29 --port 80'],
    ],
  });

  agent = Option.String('--agent', { description: 'openclaw (the default) or generic.' });
  image = Option.String('--image', { description: 'Pinned by version tag or digest.' });
  model = Option.String('--model', { description: 'PROVIDER/MODEL.' });
  providers = Option.Array('--provider', [], {
    description: 'ID=env:NAME or ID=file:PATH: where the API key is; repeatable.',
  });
  telegram = Option.String('--telegram', {
    description: "env:NAME or file:PATH: the bot's token.",
  });
  hosts = Option.Array('--host', [], { description: 'A public host name; repeatable.' });
  memory = Option.String('--memory', { description: 'Memory limit, e.g. 2Gi.' });
  cpus = Option.String('--cpus', { description: 'CPU limit, in cores.' });
  port = Option.String('--port', { description: 'Where a generic agent listens.' });
  pod = Option.String({ name: 'tenant/name' });

  protected async edit(ground: EditGround): Promise<ManifestEdit> {
    const key = parsePodKey(this.pod);
    if (key === undefined) throw usageError(`${this.pod}: not a pod`, 'write TENANT/NAME');
    const known = ground.desired.pods.find((pod) => pod.key === key);
    if (known !== undefined) throw alreadyThere(`pod ${key}`, known.position);
    const { tenant } = splitPodKey(key);
    const owner = requireFound('tenant', tenant, ground.desired.tenants, ({ name }) => name);
    const { file } = owner.position;
    const manifest = newPodManifest({
      ...this,
      key,
      cpus: parseCpus(this.cpus),
      providers: parseProviders(this.providers),
      telegram:
        this.telegram === undefined ? undefined : parseSecretRef('--telegram', this.telegram),
      port: this.port === undefined ? undefined : parseCount('--port', this.port, 1),
    });
    const { appendDocument } = await import('../../../core/manifests-edit/append-document.ts');
    return {
      file,
      text: appendDocument(await this.readFile(ground, file), manifest),
      message: `Add pod ${key}`,
      subjects: new Set([tenantSubject(tenant), podSubject(key)]),
    };
  }
}
