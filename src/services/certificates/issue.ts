/** Makes certificates: the authority's own, and those that it signs. */
import { createPublicKey, X509Certificate } from 'node:crypto';
import { AUTHORITY_NAMES, type KeyAndChain } from './key-and-chain.ts';
import { authorityExtensions, serverExtensions } from './profiles.ts';
import { newKeyPair, signCertificate } from './x509.ts';

const DAY_MS = 24 * 3600 * 1000;
const AUTHORITY_DAYS = 3652;
/** Below the 90 that are promised, by the hour that it is dated back. */
const SERVER_DAYS = 89;
/** Clocks of browsers go wrong by minutes. */
const BACKDATED_MS = 3600 * 1000;

/** `onlyLocal`: it can sign for local names alone. */
export function newAuthority(onlyLocal: boolean, now: Date): KeyAndChain {
  const { privateKey, publicKey } = newKeyPair();
  // Two installations in one trust store must not be taken for one another.
  const fingerprint = publicKey.export({ format: 'jwk' }).x?.replaceAll(/[^A-Za-z0-9]/g, '');
  const name = `${onlyLocal ? AUTHORITY_NAMES.onlyLocal : AUTHORITY_NAMES.any} ${fingerprint?.slice(0, 8)}`;
  const request = {
    subject: name,
    issuer: name,
    ...validity(now, new Date(now.getTime() + AUTHORITY_DAYS * DAY_MS)),
    publicKey,
    extensions: authorityExtensions(publicKey, onlyLocal),
  };
  const chain = signCertificate(request, privateKey);
  return { key: privateKey, chain, certificate: new X509Certificate(chain) };
}

export function issueFrom(
  authority: KeyAndChain,
  hosts: readonly string[],
  now: Date,
): KeyAndChain {
  const { privateKey, publicKey } = newKeyPair();
  const wanted = now.getTime() + SERVER_DAYS * DAY_MS;
  const notAfter = new Date(Math.min(wanted, authority.certificate.validToDate.getTime()));
  const request = {
    // Of no host's form: where the alternative names are read, a name here would only mislead.
    subject: 'AgentPod hosts',
    issuer: authority.certificate.subject.replace(/^CN=/, ''),
    ...validity(now, notAfter),
    publicKey,
    extensions: serverExtensions(hosts, publicKey, createPublicKey(authority.key)),
  };
  const own = signCertificate(request, authority.key);
  return {
    key: privateKey,
    chain: `${own}${authority.chain}`,
    certificate: new X509Certificate(own),
  };
}

function validity(now: Date, notAfter: Date): { notBefore: Date; notAfter: Date } {
  return { notBefore: new Date(now.getTime() - BACKDATED_MS), notAfter };
}
