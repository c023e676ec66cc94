import type { SopsKeys } from '../../core/sops/metadata.ts';
import { sealRefused } from './seal-problem.ts';

type AgeKey = SopsKeys['groups'][number][number];

/** The data key, encrypted for each recipient by itself, as SOPS keeps it. */
export async function wrapKey(
  key: Uint8Array,
  recipients: readonly string[],
): Promise<readonly AgeKey[]> {
  const { armor, Encrypter } = await import('age-encryption');
  return Promise.all(
    recipients.map(async (recipient) => {
      const encrypter = new Encrypter();
      try {
        encrypter.addRecipient(recipient);
      } catch {
        throw refusal(recipient);
      }
      return { recipient, enc: `${armor.encode(await encrypter.encrypt(key))}\n` };
    }),
  );
}

/** A private key is not repeated. */
function refusal(recipient: string) {
  if (/^AGE-SECRET-KEY-/i.test(recipient)) {
    const hint = 'give the public key, age1…: age-keygen -y prints it';
    return sealRefused('a private age key was given as a recipient', hint);
  }
  const hint = 'a recipient looks like age1…; for keys of SSH or other kinds use sops';
  return sealRefused(
    `${JSON.stringify(recipient)} is not an age recipient that is known here`,
    hint,
  );
}
