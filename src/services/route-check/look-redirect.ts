import { request } from 'node:http';
import type { RedirectLook } from '../../core/proxy/route-observation.ts';
import { whyFailed } from './connection-failure.ts';
import type { Patience } from './look-https.ts';
import { type Place, plainOptions } from './request.ts';

/** Asks over plain HTTP, and follows nothing. */
export async function lookRedirect(
  place: Place,
  { seconds, signal }: Patience,
): Promise<RedirectLook> {
  const patience = AbortSignal.any([signal, AbortSignal.timeout(seconds * 1000)]);
  try {
    return await new Promise((resolve, reject) => {
      const asked = request(plainOptions(place, '/', patience), (answer) => {
        const { location = '' } = answer.headers;
        answer.destroy();
        resolve({ kind: 'answered', status: answer.statusCode ?? 0, location });
      });
      asked.on('error', reject);
      asked.end();
    });
  } catch (error) {
    return { kind: 'unreachable', why: whyFailed(error, seconds) };
  }
}
