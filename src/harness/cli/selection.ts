import type { DesiredState } from '../../core/model/desired.ts';
import { AgentPodError } from '../../core/model/errors.ts';
import type { StateRecords } from '../../core/model/observed.ts';
import { podSubject, type Subject, splitPodKey, tenantSubject } from '../../core/model/resource.ts';
import { nearest } from '../../core/util/suggest.ts';
import { usageError } from './failure.ts';

/** `--tenant` and `-l`: which subjects a command is about. */
export interface SelectionOptions {
  readonly tenant: string | undefined;
  readonly selector: string | undefined;
}

type Labels = Readonly<Record<string, string>>;
type Requirement = (labels: Labels) => boolean;

/** Undefined when nothing narrows the command: then everything is meant, removed subjects too. */
export function selectSubjects(
  options: SelectionOptions,
  desired: DesiredState,
  records: StateRecords,
): ReadonlySet<Subject> | undefined {
  if (options.tenant === undefined && options.selector === undefined) return undefined;
  const matches = parseSelector(options.selector ?? '');
  const inTenant = (tenant: string): boolean =>
    options.tenant === undefined || tenant === options.tenant;
  const pods = desired.pods.filter((pod) => inTenant(pod.tenant) && matches(pod.labels));
  const owners = new Set(pods.map((pod) => pod.tenant));
  const tenants = desired.tenants.filter(
    ({ name, labels }) => inTenant(name) && (matches(labels) || owners.has(name)),
  );
  const selected = new Set<Subject>([
    ...tenants.map(({ name }) => tenantSubject(name)),
    ...pods.map(({ key }) => podSubject(key)),
  ]);
  if (options.selector === undefined) addRecorded(selected, options.tenant, records);
  if (selected.size > 0) return selected;
  const names = [...desired.tenants, ...records.tenants].map(({ name }) => name);
  throw nothingSelected(options, names, [...desired.tenants, ...desired.pods]);
}

/** Names the nearest tenant or label: a selection that matches nothing is rather a typing error. */
export function nothingSelected(
  { tenant, selector }: SelectionOptions,
  tenants: readonly string[],
  labelled: readonly { readonly labels: Labels }[],
): AgentPodError {
  if (tenant !== undefined && !tenants.includes(tenant)) {
    const guess = nearest(tenant, tenants);
    const hint = guess === undefined ? 'see agentpod get tenants' : `did you mean ${guess}?`;
    return new AgentPodError('InvalidInput', 'NotFound', `there is no tenant ${tenant}`, { hint });
  }
  const labels = labelled.flatMap((item) => Object.entries(item.labels));
  const guess = nearest(
    selector ?? '',
    labels.map(([key, value]) => `${key}=${value}`),
  );
  const hint = guess === undefined ? 'see metadata.labels' : `did you mean ${guess}?`;
  const where = tenant === undefined ? '' : ` in tenant ${tenant}`;
  const message = `-l ${selector ?? ''} matches nothing${where}`;
  return new AgentPodError('InvalidInput', 'NotFound', message, { hint });
}

/** Records carry no labels, so only `--tenant` reaches what the manifests no longer name. */
function addRecorded(
  selected: Set<Subject>,
  tenant: string | undefined,
  records: StateRecords,
): void {
  for (const { name } of records.tenants) if (name === tenant) selected.add(tenantSubject(name));
  for (const { key } of records.pods) {
    if (splitPodKey(key).tenant === tenant) selected.add(podSubject(key));
  }
}

/** kubectl's equality selectors: `tier=gold`, `tier!=gold`, `tier`, `!tier`, joined by commas. */
export function parseSelector(text: string): Requirement {
  const parts = text === '' ? [] : text.split(',').map((part) => part.trim());
  const requirements = parts.map(parseRequirement);
  return (labels) => requirements.every((accepts) => accepts(labels));
}

function parseRequirement(part: string): Requirement {
  const match = /^(!)?([A-Za-z0-9./_-]+)(?:(!=|==?)(.*))?$/.exec(part);
  const key = match?.[2];
  if (match === null || key === undefined || (match[1] && match[3])) {
    throw usageError(
      `-l ${part}: not a label selector`,
      'write key=value, key!=value, key or !key',
    );
  }
  if (match[3] === undefined) return (labels) => Object.hasOwn(labels, key) !== (match[1] === '!');
  const equal = match[3] !== '!=';
  return (labels) => (labels[key] === match[4]) === equal;
}
