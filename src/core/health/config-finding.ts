import { isJsonObject, type JsonValue } from '../model/json.ts';
import type { ConfigIssue, ConfigValidation } from '../model/target.ts';
import type { ConditionChange } from '../status/conditions.ts';

/** What a gateway says of the config that it runs, beside the file that it has. */
export type ConfigFinding =
  | { readonly kind: 'applied' }
  /** The file is fine, and the gateway has not taken it over. */
  | { readonly kind: 'pending' }
  /** It skipped the file, runs on with what it had, and would not start with it. */
  | { readonly kind: 'rejected'; readonly issues: readonly ConfigIssue[] };

/** Of the answer to `config.get`; undefined when it says nothing about this. */
export function configFinding(
  answer: JsonValue,
  validation: ConfigValidation | undefined,
): ConfigFinding | undefined {
  if (!isJsonObject(answer)) return undefined;
  const { valid, issues, configRevisionHash: file, appliedConfigHash: runs } = answer;
  if (valid === false) {
    const stdout = JSON.stringify({ valid, issues: issues ?? [] });
    const found = validation?.parse({ exitCode: 1, stdout, stderr: '' }) ?? [];
    return { kind: 'rejected', issues: found };
  }
  if (typeof file !== 'string' || typeof runs !== 'string') return undefined;
  return { kind: file === runs ? 'applied' : 'pending' };
}

const PENDING_TEXT = 'the gateway has not taken its config file over';

/** Why the config in the file is not what runs, in words; empty when it is. */
export function configTrouble(finding: ConfigFinding): string {
  if (finding.kind === 'applied') return '';
  if (finding.kind === 'pending') return PENDING_TEXT;
  const [first, ...rest] = finding.issues;
  if (first === undefined) return 'the gateway skipped its config file as invalid';
  const more = rest.length === 0 ? '' : ` (and ${rest.length} more)`;
  const place = first.path === '' ? 'the file' : first.path;
  return `the gateway skipped its config file: ${place}: ${first.message}${more}`;
}

export function configReason({ kind }: ConfigFinding): string {
  return { applied: 'Applied', pending: 'ConfigPending', rejected: 'ConfigRejected' }[kind];
}

export function configCondition(
  finding: ConfigFinding,
  observedGeneration: number,
): ConditionChange {
  return {
    type: 'ConfigApplied',
    status: finding.kind === 'applied' ? 'True' : 'False',
    reason: configReason(finding),
    message: configTrouble(finding),
    observedGeneration,
  };
}
