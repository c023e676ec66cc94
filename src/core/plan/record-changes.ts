import { describeEgress } from '../egress/policy.ts';
import type { DesiredPod } from '../model/desired.ts';
import { OPEN } from '../model/egress.ts';
import type { AppliedPod } from '../model/observed.ts';
import type { FieldChange } from '../model/operation.ts';
import type { Subject } from '../model/resource.ts';
import type { PodTarget } from '../model/target.ts';
import { canonicalJson } from '../util/canonical-json.ts';
import { storedSecretsOf } from './stored-secrets.ts';

/** What changes nothing in the container, and is to be remembered. */

/** Live as soon as the host's rules are written: the pod itself is not touched. */
export function egressChange(
  subject: Subject,
  { egress = OPEN }: AppliedPod,
  { spec }: DesiredPod,
): FieldChange[] {
  const [before, after] = [describeEgress(egress), describeEgress(spec.egress)];
  if (before === after) return [];
  return [
    {
      subject,
      section: 'pending',
      path: 'egress',
      before: { value: before },
      after: { value: after },
      impact: 'none',
    },
  ];
}

/** What the container may do follows from whether there is one, which shows in its own fields. */
export function ownershipChange(
  subject: Subject,
  { configOwnership: before }: AppliedPod,
  { spec: { configOwnership: after } }: DesiredPod,
): FieldChange[] {
  if (canonicalJson(before ?? {}) === canonicalJson(after ?? {})) return [];
  return [
    {
      subject,
      section: 'pending',
      path: 'configOwnership',
      before: before && { value: { ...before } },
      after: after && { value: { ...after } },
      impact: 'none',
    },
  ];
}

/** Only to be remembered, so that what is in use is not deleted. */
export function storedSecretsChange(
  subject: Subject,
  { storedSecrets = [] }: AppliedPod,
  target: PodTarget,
): FieldChange[] {
  const wanted = storedSecretsOf(target.secrets);
  if (wanted.join() === storedSecrets.join()) return [];
  const [before, after] = [{ value: storedSecrets }, { value: wanted }];
  return [{ subject, section: 'pending', path: 'storedSecrets', before, after, impact: 'none' }];
}
