import { Option } from 'clipanion';
import { newPodManifest } from '../../../core/manifests-edit/new-manifests.ts';
import { podSubject, splitPodKey, tenantSubject } from '../../../core/model/resource.ts';
import { requireFound } from '../../../engine/require-found.ts';
import { parseEnv, parseWords } from '../container-flags.ts';
import { alreadyThere, EditCommand, type EditGround, type ManifestEdit } from '../edit-command.ts';
import { requirePodKey } from '../not-found.ts';
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
      [
        'With a volume and settings',
        '$0 pod create acme/db --agent generic --image redis:8.2 --port 6379 --state-dir /data --env TZ=UTC',
      ],
    ],
  });

  agent = Option.String('--agent', { description: 'openclaw (the default) or generic.' });
  image = Option.String('--image', { description: 'Pinned by version tag or digest.' });
  model = Option.String('--model', { description: 'PROVIDER/MODEL.' });
  providers = Option.Array('--provider', [], {
    description: 'ID=secret:NAME, ID=env:NAME or ID=file:PATH: where the API key is; repeatable.',
  });
  telegram = Option.String('--telegram', {
    description: "secret:NAME, env:NAME or file:PATH: the bot's token.",
  });
  hosts = Option.Array('--host', [], { description: 'A public host name; repeatable.' });
  memory = Option.String('--memory', { description: 'Memory limit, e.g. 2Gi.' });
  cpus = Option.String('--cpus', { description: 'CPU limit, in cores.' });
  env = Option.Array('--env', [], {
    description: 'KEY=VALUE for the agent, nothing secret; repeatable.',
  });
  port = Option.String('--port', { description: 'Where a generic agent listens.' });
  healthPath = Option.String('--health-path', {
    description: 'Where a generic agent says that it is ready; / when absent.',
  });
  stateDir = Option.String('--state-dir', {
    description: 'Where a generic agent keeps what must outlive it; no volume when absent.',
  });
  command = Option.String('--command', {
    description: `What a generic agent runs, as 'WORD "TWO WORDS"'; the image's own when absent.`,
  });
  pod = Option.String({ name: 'tenant/name' });

  protected async edit(ground: EditGround): Promise<ManifestEdit> {
    const key = requirePodKey(this.pod);
    const known = ground.desired.pods.find((pod) => pod.key === key);
    if (known !== undefined) throw alreadyThere(`pod ${key}`, known.position);
    const { tenant } = splitPodKey(key);
    const owner = requireFound('tenant', tenant, ground.desired.tenants, ({ name }) => name);
    const { file } = owner.position;
    const manifest = newPodManifest({
      ...this,
      key,
      cpus: parseCpus(this.cpus),
      env: parseEnv(this.env),
      command: this.command === undefined ? undefined : parseWords('--command', this.command),
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
