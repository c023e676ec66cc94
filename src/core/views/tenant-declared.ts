import type { DesiredState } from '../model/desired.ts';
import type { TenantSpec } from '../schema/types.ts';

/** What a tenant's manifest says, in the status API's words; never a value of env or a reference to a secret. */
export function tenantDeclared(name: string, desired: DesiredState | undefined) {
  const found = desired?.tenants.find((tenant) => tenant.name === name);
  if (found === undefined) return {};
  const { displayName, contact, domain, suspended, quota, defaults } = found.spec;
  return {
    declared: {
      displayName: displayName ?? null,
      contact: contact ?? null,
      domain: domain ?? null,
      suspended: suspended ?? false,
      quota: {
        pods: quota?.pods ?? null,
        memory: quota?.memory ?? null,
        cpus: quota?.cpus ?? null,
      },
      defaults: defaultsOf(defaults),
    },
  };
}

function defaultsOf({ image, model, resources, egress, providers, env }: Defaults = {}) {
  return {
    image: image ?? null,
    model: model?.primary ?? null,
    memory: resources?.memory ?? null,
    cpus: resources?.cpus ?? null,
    egress: typeof egress === 'object' ? 'rules' : (egress ?? null),
    providers: Object.keys(providers ?? {}).sort(),
    env: Object.keys(env ?? {}).sort(),
  };
}

type Defaults = NonNullable<TenantSpec['defaults']>;
