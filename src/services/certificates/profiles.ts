/** What stands in the authority's certificate and in those that it signs. */
import type { KeyObject } from 'node:crypto';
import { AsnConvert, OctetString } from '@peculiar/asn1-schema';
import {
  AuthorityKeyIdentifier,
  BasicConstraints,
  ExtendedKeyUsage,
  Extension,
  GeneralName,
  GeneralSubtree,
  GeneralSubtrees,
  id_ce_authorityKeyIdentifier,
  id_ce_basicConstraints,
  id_ce_extKeyUsage,
  id_ce_keyUsage,
  id_ce_nameConstraints,
  id_ce_subjectAltName,
  id_ce_subjectKeyIdentifier,
  id_kp_serverAuth,
  KeyUsage,
  KeyUsageFlags,
  NameConstraints,
  SubjectAlternativeName,
  SubjectKeyIdentifier,
} from '@peculiar/asn1-x509';
import { LOCAL_SUFFIXES } from '../../core/proxy/local-host.ts';
import { keyIdentifier } from './x509.ts';

/** A constrained authority signs for local names alone, so trusting it gives away nothing public. */
export function authorityExtensions(
  publicKey: KeyObject,
  constrained: boolean,
): readonly Extension[] {
  return [
    extension(id_ce_basicConstraints, new BasicConstraints({ cA: true, pathLenConstraint: 0 }), {
      critical: true,
    }),
    extension(id_ce_keyUsage, new KeyUsage(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign), {
      critical: true,
    }),
    extension(
      id_ce_subjectKeyIdentifier,
      new SubjectKeyIdentifier(keyIdentifier(publicKey).buffer),
    ),
    ...(constrained
      ? [extension(id_ce_nameConstraints, localNamesOnly(), { critical: true })]
      : []),
  ];
}

export function serverExtensions(
  hosts: readonly string[],
  publicKey: KeyObject,
  issuer: KeyObject,
): readonly Extension[] {
  const names = hosts.map((dNSName) => new GeneralName({ dNSName }));
  return [
    extension(id_ce_basicConstraints, new BasicConstraints(), { critical: true }),
    extension(id_ce_keyUsage, new KeyUsage(KeyUsageFlags.digitalSignature), { critical: true }),
    extension(id_ce_extKeyUsage, new ExtendedKeyUsage([id_kp_serverAuth])),
    extension(
      id_ce_subjectKeyIdentifier,
      new SubjectKeyIdentifier(keyIdentifier(publicKey).buffer),
    ),
    extension(
      id_ce_authorityKeyIdentifier,
      new AuthorityKeyIdentifier({ keyIdentifier: keyIdentifier(issuer) }),
    ),
    extension(id_ce_subjectAltName, new SubjectAlternativeName(names)),
  ];
}

/** Addresses are named as excluded: what a constraint does not speak of, it allows. */
function localNamesOnly(): NameConstraints {
  const subtree = (base: Partial<GeneralName>): GeneralSubtree =>
    new GeneralSubtree({ base: new GeneralName(base) });
  return new NameConstraints({
    permittedSubtrees: new GeneralSubtrees(LOCAL_SUFFIXES.map((dNSName) => subtree({ dNSName }))),
    excludedSubtrees: new GeneralSubtrees(
      ['0.0.0.0/0', '::/0'].map((iPAddress) => subtree({ iPAddress })),
    ),
  });
}

function extension(
  extnID: string,
  value: unknown,
  { critical }: { readonly critical: boolean } = { critical: false },
): Extension {
  return new Extension({
    extnID,
    critical,
    extnValue: new OctetString(AsnConvert.serialize(value)),
  });
}
