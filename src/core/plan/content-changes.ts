import { parseConfigPath, valueAt } from '../config-drift/config-path.ts';
import type { ConfigFile } from '../model/container.ts';
import type { JsonValue } from '../model/json.ts';
import type { FieldChange } from '../model/operation.ts';
import { sameJson } from '../util/same-json.ts';

/** Which changes are about the files of a pod, and which of them ask for a write. */

/**
 * Whether it is about a file: `openclaw.json:gateway.port`, the file's name when it came or went
 * as a whole, or `secrets.gateway-token`.
 */
function isContentPath(path: string): boolean {
  return !NO_CONTENT.some((name) => path === name || path.startsWith(`${name}.`));
}

const NO_CONTENT = [
  'container',
  'egress',
  'route',
  'suspended',
  'deletionPolicy',
  'storedSecrets',
  'configOwnership',
];

/** Whether a secret's value has to be written, and not only the config. */
export function isSecretPath(path: string): boolean {
  return path.startsWith('secrets.');
}

/** What the agent may keep, or a person has to decide about, asks for nothing. */
export function isDue({ fate }: FieldChange): boolean {
  return fate === undefined || fate === 'put-back';
}

export function asksForWrite(change: FieldChange): boolean {
  const inPlace = change.section === 'pending' && change.impact === 'none';
  return isDue(change) && !inPlace && isContentPath(change.path);
}

/**
 * What was changed inside the pod and is what the manifest says by now is no drift any more, and
 * nothing has to be written for it: it is only to be remembered.
 */
export function withoutInPlace(
  changes: readonly FieldChange[],
  wanted: readonly ConfigFile[],
  found: readonly ConfigFile[] | undefined,
): FieldChange[] {
  if (found === undefined) return [...changes];
  return changes.flatMap((change) => {
    if (!isContentPath(change.path) || isSecretPath(change.path)) return [change];
    const [now, then] = [wanted, found].map((files) => valueIn(files, change.path));
    if (!sameJson(now, then)) return [change];
    return change.section === 'drift' ? [] : [{ ...change, impact: 'none' as const }];
  });
}

function valueIn(files: readonly ConfigFile[], place: string): JsonValue | undefined {
  const colon = place.indexOf(':');
  const name = colon < 0 ? place : place.slice(0, colon);
  const content = files.find(({ path }) => path === name)?.content;
  return colon < 0 ? content : valueAt(content, parseConfigPath(place.slice(colon + 1)) ?? []);
}
