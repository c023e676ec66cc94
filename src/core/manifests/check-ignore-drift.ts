import { DEFAULTS } from '../desired/defaults.ts';
import { type DriftRule, endOf, isInForce } from '../plan/ignore-drift.ts';
import { nearest } from '../util/suggest.ts';
import { isCertain, type PodInTenant } from './collect.ts';
import type { DocumentFinding } from './document.ts';
import { quote } from './quote.ts';

/** What may be left other than it was applied: nothing that keeps tenants apart, or says whether it runs. */
export const IGNORABLE = [
  'command',
  'entrypoint',
  'env',
  'image',
  'imageId',
  'labels',
  'resources',
  'stopGraceSeconds',
  'tmpfs',
  'workingDir',
] as const;

const PATHS = IGNORABLE.map((field) => `container.${field}`);
const FILES = { openclaw: ['openclaw.json'], generic: [] } as const;

/** Of gateways: who may come in, and where. */
const GUARDED =
  /^openclaw\.json(:gateway(\.(auth|bind|mode|port|trustedProxies|controlUi)(\..*)?)?)?$/;

export function checkIgnoreDrift({ document }: PodInTenant): readonly DocumentFinding[] {
  const { ignoreDrift = [], agent = DEFAULTS.agent } = document.manifest.spec;
  return ignoreDrift.flatMap((rule, index): readonly DocumentFinding[] => {
    const at = (field: string) => ({
      document,
      path: ['spec', 'ignoreDrift', index, field],
      spot: 'value' as const,
    });
    const problem = problemOf(rule.path, FILES[agent]);
    return [
      ...(problem === undefined ? [] : [{ ...at('path'), ...problem }]),
      ...(Number.isNaN(endOf(rule)) ? [{ ...at('expires'), ...noDate(rule) }] : []),
    ];
  });
}

type Problem = Pick<DocumentFinding, 'rule' | 'message' | 'hint'>;

function problemOf(path: string, files: readonly string[]): Problem | undefined {
  const [head = ''] = path.split(':');
  if (files.includes(head)) {
    if (!GUARDED.test(path)) return undefined;
    const message = `drift of ${quote(path)} cannot be ignored: it says who may use the gateway`;
    return { rule: 'DriftNotIgnorable', message, hint: 'name the keys that you mean' };
  }
  const [root, field = ''] = path.split('.');
  if (root === 'container' && IGNORABLE.some((name) => name === field)) return undefined;
  const near = root === 'container' ? nearest(field, IGNORABLE) : undefined;
  return {
    rule: 'DriftNotIgnorable',
    message: `drift of ${quote(path)} cannot be ignored`,
    hint:
      near === undefined
        ? `what can be: ${[...PATHS, ...files].join(', ')}, and what is below`
        : `write container.${near}?`,
  };
}

function noDate({ expires }: DriftRule): Problem {
  const message = `there is no day ${quote(expires ?? '')}`;
  return { rule: 'DateInvalid', message, hint: 'write year-month-day, such as 2027-01-31' };
}

/** Rules that ignore nothing any more, in manifests that ask for them still. */
export function expiredRules(pods: readonly PodInTenant[], now: Date): readonly DocumentFinding[] {
  return pods
    .filter((pod) => isCertain(pod, 'ignoreDrift'))
    .flatMap(({ document }) =>
      (document.manifest.spec.ignoreDrift ?? []).flatMap((rule, index): DocumentFinding[] => {
        if (Number.isNaN(endOf(rule)) || isInForce(rule, now.getTime())) return [];
        const path = ['spec', 'ignoreDrift', index, 'expires'];
        const message = `${quote(rule.path)} is not ignored any more: that ended ${rule.expires}`;
        const hint = 'remove the rule, or give it another date';
        const at = { document, path, spot: 'value', severity: 'warning' } as const;
        return [{ ...at, rule: 'IgnoreDriftExpired', message, hint }];
      }),
    );
}
