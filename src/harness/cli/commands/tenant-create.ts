import { Option } from 'clipanion';
import { newTenantManifest } from '../../../core/manifests-edit/new-manifests.ts';
import { tenantSubject } from '../../../core/model/resource.ts';
import { alreadyThere, EditCommand, type EditGround, type ManifestEdit } from '../edit-command.ts';
import { parseCpus } from '../quantities.ts';

/** `tenant create`: a new customer, as a manifest. */
export class TenantCreateCommand extends EditCommand {
  static override paths = [['tenant', 'create']];
  static override usage = EditCommand.Usage({
    category: 'Change',
    description: 'Create a tenant: write its manifest, commit it, apply it.',
    details: `
      Writes NAME.yaml into the folder of the manifests. Image, memory and CPUs become defaults that
      the tenant's pods inherit. Nothing is written unless the whole folder is valid with it.
    `,
    examples: [
      ['A customer', '$0 tenant create acme --display-name "Acme Corp" --contact ops@acme.com'],
      ['Host names for its pods', "$0 tenant create acme --domain '{pod}.acme.example.com'"],
    ],
  });

  displayName = Option.String('--display-name', { description: 'For people.' });
  contact = Option.String('--contact', { description: 'An e-mail address.' });
  domain = Option.String('--domain', {
    description: 'Pattern for host names; {pod} and {tenant} are replaced.',
  });
  image = Option.String('--image', { description: "Default for its pods' image." });
  memory = Option.String('--memory', { description: 'Default memory limit of a pod, e.g. 2Gi.' });
  cpus = Option.String('--cpus', { description: 'Default CPU limit of a pod, in cores.' });
  name = Option.String({ name: 'name' });

  protected async edit(ground: EditGround): Promise<ManifestEdit> {
    const { name } = this;
    const known = ground.desired.tenants.find((tenant) => tenant.name === name);
    if (known !== undefined) throw alreadyThere(`tenant ${name}`, known.position);
    const file = await this.newFile(ground, name);
    const manifest = newTenantManifest({ ...this, cpus: parseCpus(this.cpus) });
    const { appendDocument } = await import('../../../core/manifests-edit/append-document.ts');
    return {
      file,
      text: appendDocument(await this.readFile(ground, file), manifest),
      message: `Add tenant ${name}`,
      subjects: new Set([tenantSubject(name)]),
    };
  }
}
