import { originOf } from '../desired/merge-defaults.ts';
import type { PodInTenant } from './collect.ts';
import type { DocumentFinding } from './document.ts';
import { quote } from './quote.ts';

/** Warns of secrets among plain variables, the first place where people put them. */

const SECRET_NAME = /(^|_)(api_?key|access_?key|private_?key|token|secret|password|passwd)$/i;

export function checkEnv({ document, tenant }: PodInTenant): readonly DocumentFinding[] {
  const env = { ...tenant.manifest.spec?.defaults?.env, ...document.manifest.spec.env };
  return Object.entries(env)
    .filter(([name, value]) => SECRET_NAME.test(name) && value !== '')
    .map(([name]) => ({
      ...originOf(document, tenant, 'env', name),
      spot: 'key',
      severity: 'warning',
      rule: 'SecretInEnv',
      message: `${quote(name)} looks like a secret, and docker inspect shows variables`,
      hint: 'use providers.ID.apiKey or secrets.NAME with {secret: NAME}, {env: NAME} or {file: path}',
    }));
}
