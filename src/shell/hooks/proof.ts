import { createHash, createHmac, type Hmac, timingSafeEqual } from 'node:crypto';
import type { HookProof } from '../../core/hooks/hook-form.ts';
import type { Secret } from '../../core/model/secret.ts';

/** How far a sender's clock may be off: an older message may be a copy. */
const TOLERANCE_SECONDS = 300;

/** Looks at a body piece by piece, so that none is kept. */
export interface ProofCheck {
  take(chunk: Uint8Array): void;
  isRight(): boolean;
}

export function checkOf(proof: HookProof, secret: Secret, now: Date): ProofCheck {
  switch (proof.kind) {
    case 'hmac':
      return signed(createHmac('sha256', secret.reveal()), [Buffer.from(proof.hex, 'hex')]);
    case 'standard': {
      if (Math.abs(now.getTime() / 1000 - proof.timestamp) > TOLERANCE_SECONDS) return NEVER;
      const hmac = createHmac('sha256', standardKey(secret.reveal()));
      hmac.update(`${proof.id}.${proof.timestamp}.`);
      return signed(
        hmac,
        proof.signatures.map((each) => Buffer.from(each, 'base64')),
      );
    }
    case 'token': {
      // Of one length, whatever came.
      const isRight = timingSafeEqual(digest(proof.token), digest(secret.reveal()));
      return { take: () => undefined, isRight: () => isRight };
    }
  }
}

const NEVER: ProofCheck = { take: () => undefined, isRight: () => false };

function signed(hmac: Hmac, claims: readonly Buffer[]): ProofCheck {
  return {
    take: (chunk) => {
      hmac.update(chunk);
    },
    isRight: () => {
      const right = hmac.digest();
      return claims.some((claim) => claim.length === right.length && timingSafeEqual(claim, right));
    },
  };
}

/** As Standard Webhooks writes keys; another text is the key itself. */
function standardKey(secret: string): Buffer {
  return secret.startsWith('whsec_')
    ? Buffer.from(secret.slice('whsec_'.length), 'base64')
    : Buffer.from(secret);
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
