import { argon2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import pLimit from 'p-limit';

/**
 * argon2id with what OWASP asks for (19 MiB, 2 passes), in the PHC form, so that a later version may ask
 * for more and still know the old ones.
 */
const MEMORY_KIB = 19_456;
const PASSES = 2;
const HASH_BYTES = 32;
const SALT_BYTES = 16;
const FORM = /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,2}),p=1\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/;

const derive = promisify(argon2);
/** Each takes memory and a core: a flood of logins waits instead. */
const turns = pLimit(2);

export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  const hash = await hashed(password, salt, MEMORY_KIB, PASSES);
  return `$argon2id$v=19$m=${MEMORY_KIB},t=${PASSES},p=1$${text(salt)}$${text(hash)}`;
}

/** Takes as long whether there is a hash or none, so that nobody learns which. */
export async function isPassword(password: string, stored: string | undefined): Promise<boolean> {
  const [, memory, passes, salt, hash] = FORM.exec(stored ?? '') ?? [];
  const expected = Buffer.from(hash ?? '', 'base64');
  const found = await hashed(
    password,
    Buffer.from(salt ?? 'AAAAAAAAAAAAAAAAAAAAAA', 'base64'),
    Number(memory ?? MEMORY_KIB),
    Number(passes ?? PASSES),
  );
  return expected.length === found.length && timingSafeEqual(expected, found);
}

function hashed(password: string, nonce: Buffer, memory: number, passes: number): Promise<Buffer> {
  const message = Buffer.from(password.normalize('NFKC'));
  const parameters = { message, nonce, memory, passes, parallelism: 1, tagLength: HASH_BYTES };
  return turns(() => derive('argon2id', parameters));
}

function text(bytes: Buffer): string {
  return bytes.toString('base64').replaceAll('=', '');
}
