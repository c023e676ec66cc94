import { formatPosition, type PodInTenant } from './collect.ts';
import type { DocumentFinding } from './document.ts';
import { positionOf } from './positions.ts';
import { type SecretReference, sourceKey } from './secret-references.ts';

/** A bot answers for one agent: two listeners on one token steal each other's messages. */
export function checkBotTokens(
  pods: Iterable<PodInTenant>,
  referencesOf: (pod: PodInTenant) => readonly SecretReference[],
  fingerprints: ReadonlyMap<string, string>,
): readonly DocumentFinding[] {
  const used = new Map<
    string,
    { readonly pod: PodInTenant; readonly reference: SecretReference }
  >();
  const findings: DocumentFinding[] = [];
  for (const pod of pods) {
    for (const reference of referencesOf(pod)) {
      if (!reference.name.startsWith('channel-')) continue;
      const key = sourceKey(reference.source);
      // A value that could not be read is still the same one when it comes from the same place.
      const identity = fingerprints.get(key) ?? key;
      const first = used.get(identity);
      if (first) findings.push(tokenTaken(reference, first));
      else used.set(identity, { pod, reference });
    }
  }
  return findings;
}

function tokenTaken(
  { document, path }: SecretReference,
  first: { readonly pod: PodInTenant; readonly reference: SecretReference },
): DocumentFinding {
  const { source, index } = first.reference.document;
  const place = formatPosition(positionOf(source, index, first.reference.path, 'key'));
  return {
    document,
    path,
    spot: 'key',
    rule: 'BotTokenTaken',
    message: `this token is already used by pod ${first.pod.key} at ${place}`,
    hint: 'make a bot of its own for each pod and channel',
  };
}
