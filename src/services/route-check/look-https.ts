import { X509Certificate } from 'node:crypto';
import { request } from 'node:https';
import type { SecureContext, TLSSocket } from 'node:tls';
import type { CertificateLook, HttpsLook } from '../../core/proxy/route-observation.ts';
import { readBeginning } from '../http-body.ts';
import { whyFailed } from './connection-failure.ts';
import { MAX_BODY_BYTES, type Place, tlsOptions } from './request.ts';

export interface Patience {
  /** For one connection with its answer. */
  readonly seconds: number;
  readonly signal: AbortSignal;
}

/** Asks for `path` over TLS and notes the certificate, whether or not it holds. */
export async function lookHttps(
  place: Place,
  path: string,
  { trust, seconds, signal }: Patience & { readonly trust: SecureContext },
): Promise<HttpsLook> {
  const patience = AbortSignal.any([signal, AbortSignal.timeout(seconds * 1000)]);
  let certificate: CertificateLook | undefined;
  try {
    const note = (seen: CertificateLook): void => {
      certificate = seen;
    };
    const answer = await ask(place, path, { trust, signal: patience }, note);
    if (certificate === undefined) throw new Error('the server shows no certificate');
    return { kind: 'answered', certificate, ...answer };
  } catch (error) {
    const why = whyFailed(error, seconds);
    return certificate === undefined
      ? { kind: 'unreachable', why }
      : { kind: 'silent', certificate, why };
  }
}

function ask(
  place: Place,
  path: string,
  how: { readonly trust: SecureContext; readonly signal: AbortSignal },
  note: (seen: CertificateLook) => void,
): Promise<{ readonly status: number; readonly body: string }> {
  return new Promise((resolve, reject) => {
    const asked = request(tlsOptions(place, path, how), (answer) => {
      readBeginning(answer, MAX_BODY_BYTES).then(
        (body) => resolve({ status: answer.statusCode ?? 0, body }),
        reject,
      );
    });
    asked.on('socket', (socket) => {
      socket.once('secureConnect', () => {
        const seen = certificateOf(socket as TLSSocket);
        if (seen !== undefined) note(seen);
      });
    });
    asked.on('error', reject);
    asked.end();
  });
}

function certificateOf(socket: TLSSocket): CertificateLook | undefined {
  const raw = socket.getPeerX509Certificate()?.raw;
  if (raw === undefined) return undefined;
  const certificate = new X509Certificate(raw);
  // Node's types say Error; it is the code of one.
  const problem: unknown = socket.authorizationError;
  return {
    subject: commonName(certificate.subject),
    issuer: commonName(certificate.issuer),
    notAfter: certificate.validToDate.toISOString(),
    fingerprint: certificate.fingerprint256,
    ...(socket.authorized ? {} : { problem: String(problem) }),
  };
}

/** Node writes a name as lines of `KEY=value`. */
function commonName(name: string | undefined): string {
  const line = name?.split('\n').find((part) => part.startsWith('CN='));
  return line?.slice(3) ?? '';
}
