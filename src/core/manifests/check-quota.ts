import { mergeDefaults } from '../desired/merge-defaults.ts';
import { formatSize, parseSize } from '../util/size.ts';
import { isCertain, type PodInTenant } from './collect.ts';
import type { DocumentFinding, TenantDocument } from './document.ts';

/**
 * What all pods of a tenant ask for, against what the tenant may have. Nothing is said where a part
 * of the sum is unknown.
 */

interface Usage {
  pods: number;
  memory: number;
  cpus: number;
}

export function checkQuotas(
  tenants: Iterable<TenantDocument>,
  pods: Iterable<PodInTenant>,
): readonly DocumentFinding[] {
  const limited = [...tenants].filter((tenant) => tenant.manifest.spec?.quota);
  const usage = new Map(limited.map((tenant) => [tenant.name, { pods: 0, memory: 0, cpus: 0 }]));
  for (const pod of pods) {
    const sum = usage.get(pod.tenant.name);
    if (!isCertain(pod, 'resources')) usage.delete(pod.tenant.name);
    else if (sum) add(sum, pod);
  }
  return limited.flatMap((tenant) => {
    const sum = usage.get(tenant.name);
    return sum ? checkQuota(tenant, sum) : [];
  });
}

function add(sum: Usage, { document, tenant }: PodInTenant): void {
  const { resources } = mergeDefaults(document.manifest.spec, tenant.manifest.spec);
  sum.pods += 1;
  sum.memory += resources.memoryBytes;
  sum.cpus += resources.cpus;
}

function checkQuota(tenant: TenantDocument, sum: Usage): readonly DocumentFinding[] {
  const quota = tenant.manifest.spec?.quota ?? {};
  const who = sum.pods === 1 ? '1 pod asks' : `${sum.pods} pods ask`;
  const memory = quota.memory === undefined ? undefined : parseSize(quota.memory);
  // Sums of fractions of cores carry rounding errors.
  const cpus = Math.round(sum.cpus * 1000) / 1000;
  const findings: DocumentFinding[] = [];
  if (quota.pods !== undefined && sum.pods > quota.pods) {
    const message = `there are ${sum.pods} pods, the quota is ${quota.pods}`;
    findings.push(exceeded(tenant, 'pods', message));
  }
  if (memory !== undefined && sum.memory > memory) {
    const message = `${who} for ${formatSize(sum.memory)} of memory, the quota is ${quota.memory}`;
    findings.push(exceeded(tenant, 'memory', message));
  }
  if (quota.cpus !== undefined && cpus > quota.cpus) {
    const message = `${who} for ${cpus} cores, the quota is ${quota.cpus}`;
    findings.push(exceeded(tenant, 'cpus', message));
  }
  return findings;
}

function exceeded(tenant: TenantDocument, key: string, message: string): DocumentFinding {
  const remedy = key === 'pods' ? 'remove pods' : `lower spec.resources.${key} of its pods`;
  return {
    document: tenant,
    path: ['spec', 'quota', key],
    spot: 'value',
    rule: 'QuotaExceeded',
    message,
    hint: `raise the quota or ${remedy}`,
  };
}
