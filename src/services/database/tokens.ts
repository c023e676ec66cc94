/** Gateway tokens: made here, kept encrypted, and opened only for the pod that they belong to. */
import { randomBytes } from 'node:crypto';
import { and, desc, eq } from 'drizzle-orm';
import { type PodKey, splitPodKey } from '../../core/model/resource.ts';
import { Secret } from '../../core/model/secret.ts';
import type { Envelope, SecretPlace } from '../crypto/envelope.ts';
import { isPod } from './pod-row.ts';
import type { Database } from './postgres.ts';
import { pods, secrets } from './schema.ts';

export const GATEWAY_TOKEN = 'gateway-token';

const TOKEN_BYTES = 32;

/** A row of `secrets`, but for the pod that it belongs to. */
export type NewToken = Omit<typeof secrets.$inferInsert, 'podUid'>;

export function newToken(envelope: Envelope, key: PodKey): NewToken {
  const place = placeOf(key, 1);
  const value = new Secret(randomBytes(TOKEN_BYTES).toString('base64url'));
  return { name: place.name, version: place.version, ...envelope.seal(value, place) };
}

export async function readToken(
  db: Database,
  envelope: Envelope,
  key: PodKey,
): Promise<Secret | undefined> {
  const [row] = await db
    .select({
      version: secrets.version,
      keyId: secrets.keyId,
      nonce: secrets.nonce,
      ciphertext: secrets.ciphertext,
    })
    .from(secrets)
    .innerJoin(pods, eq(pods.uid, secrets.podUid))
    .where(and(isPod(db, key), eq(secrets.name, GATEWAY_TOKEN)))
    .orderBy(desc(secrets.version))
    .limit(1);
  return row && envelope.open(row, placeOf(key, row.version));
}

function placeOf(key: PodKey, version: number): SecretPlace {
  return { ...splitPodKey(key), name: GATEWAY_TOKEN, version };
}
