import { Secret as Seed, TOTP } from 'otpauth';
import { Secret } from '../../core/model/secret.ts';

/** Codes of an authenticator (RFC 6238): six digits, another each half minute, by HMAC-SHA-1 as all of them know it. */

/** What RFC 4226 recommends: as long as the hash. */
const SEED_BYTES = 20;
/** Clocks of telephones are not ours: the code before and the one after are taken too. */
const WINDOW = 1;
const ISSUER = 'AgentPod';

/** Base32. */
export function newSeed(): Secret {
  return new Secret(new Seed({ size: SEED_BYTES }).base32);
}

/** Base32 of as many bytes as `newSeed` makes; undefined for anything else. */
export function readSeed(value: unknown): Secret | undefined {
  return typeof value === 'string' && /^[A-Z2-7]{32}$/.test(value) ? new Secret(value) : undefined;
}

/** What an authenticator reads from a QR code; it holds the seed. */
export function seedUri(seed: Secret, host: string): Secret {
  return new Secret(new TOTP({ issuer: ISSUER, label: host, secret: seed.reveal() }).toString());
}

/** The number of the half minute that the code is of; undefined when it is none of now. */
export function stepOf(seed: Secret, code: string, now: Date): number | undefined {
  if (!/^\d{6}$/.test(code)) return undefined;
  const timestamp = now.getTime();
  const codes = new TOTP({ secret: seed.reveal() });
  const shift = codes.validate({ token: code, timestamp, window: WINDOW });
  return shift === null ? undefined : codes.counter({ timestamp }) + shift;
}
