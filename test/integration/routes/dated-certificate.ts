import { createPublicKey } from 'node:crypto';
import { join } from 'node:path';
import {
  privateKeyPem,
  readKeyAndChain,
} from '../../../src/services/certificates/key-and-chain.ts';
import { serverExtensions } from '../../../src/services/certificates/profiles.ts';
import { newKeyPair, signCertificate } from '../../../src/services/certificates/x509.ts';

const DAY_MS = 24 * 3600 * 1000;

/** A certificate of the local authority that holds from one day to another, counted from now. */
export async function datedCertificate(
  stateDir: string,
  host: string,
  days: { readonly from: number; readonly to: number },
): Promise<{ readonly certificate: string; readonly key: string }> {
  const authority = await readKeyAndChain(join(stateDir, 'local-ca/authority.pem'));
  if (authority === undefined) throw new Error('there is no authority yet');
  const { privateKey, publicKey } = newKeyPair();
  const certificate = signCertificate(
    {
      subject: 'dated',
      issuer: authority.certificate.subject.replace('CN=', ''),
      notBefore: new Date(Date.now() + days.from * DAY_MS),
      notAfter: new Date(Date.now() + days.to * DAY_MS),
      publicKey,
      extensions: serverExtensions([host], publicKey, createPublicKey(authority.key)),
    },
    authority.key,
  );
  return { certificate, key: privateKeyPem(privateKey) };
}
