import { originOf } from '../desired/merge-defaults.ts';
import { isJsonObject, type JsonValue } from '../model/json.ts';
import type { PodInTenant } from './collect.ts';
import type { DocumentFinding } from './document.ts';
import { quote } from './quote.ts';

/** What AgentPod sets by itself for one kind of agent: dotted path or variable, and why. */
export interface OwnedKeys {
  readonly config: Readonly<Record<string, string>>;
  readonly env: Readonly<Record<string, string>>;
}

export function checkOwned(pod: PodInTenant, owned: OwnedKeys): readonly DocumentFinding[] {
  return [...checkOwnedConfig(pod, owned.config), ...checkOwnedEnv(pod, owned.env)];
}

function checkOwnedEnv(
  { document, tenant }: PodInTenant,
  owned: OwnedKeys['env'],
): readonly DocumentFinding[] {
  const names = [
    ...Object.keys(document.manifest.spec.env ?? {}),
    ...Object.keys(tenant.manifest.spec?.defaults?.env ?? {}),
  ];
  return names
    .filter((name) => Object.hasOwn(owned, name))
    .map((name) => ({
      ...originOf(document, tenant, 'env', name),
      spot: 'key',
      rule: 'OwnedVariable',
      message: `${quote(name)} is set by AgentPod: ${owned[name]}`,
      hint: 'remove it',
    }));
}

/** A key is refused when it is an owned path, lies under one, or would replace one as a whole. */
function checkOwnedConfig(
  { document }: PodInTenant,
  owned: OwnedKeys['config'],
): readonly DocumentFinding[] {
  const findings: DocumentFinding[] = [];
  const paths = Object.entries(owned).map(([path, reason]) => ({ path: path.split('.'), reason }));
  const walk = (value: JsonValue | undefined, at: readonly string[]): void => {
    const hit = paths.find(({ path }) => matches(path, at, isJsonObject(value)));
    if (hit && at.length > 0) {
      findings.push({
        document,
        path: ['spec', 'config', ...at],
        spot: 'key',
        rule: 'OwnedConfigKey',
        message: `${quote(at.join('.'))} is set by AgentPod: ${hit.reason}`,
        hint: 'remove it',
      });
      return;
    }
    if (!isJsonObject(value)) return;
    for (const [key, inner] of Object.entries(value)) walk(inner, [...at, key]);
  };
  walk(document.manifest.spec.config as JsonValue | undefined, []);
  return findings;
}

/** A map on the way to an owned path is merged and may stay; any other value would replace it. */
function matches(owned: readonly string[], at: readonly string[], isMap: boolean): boolean {
  const common = Math.min(owned.length, at.length);
  for (let index = 0; index < common; index += 1) {
    if (owned[index] !== '*' && owned[index] !== at[index]) return false;
  }
  return at.length >= owned.length || !isMap;
}
