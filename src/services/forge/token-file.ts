import { Secret } from '../../core/model/secret.ts';
import { decodeText, readBytes } from '../secrets/read-bytes.ts';
import { missingSecret } from '../secrets/secret-problem.ts';

const MOST_KIB = 4;

/** `SecretMissing` (InvalidInput) when there is none in it. */
export async function readTokenFile(file: string): Promise<Secret> {
  const text = decodeText(await readBytes(file, MOST_KIB), `the file ${file}`).trim();
  if (/^[\x21-\x7e]+$/.test(text)) return new Secret(text);
  throw missingSecret(`the file ${file} has no token: one line without blanks`);
}
