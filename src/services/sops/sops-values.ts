import type { KeyObject } from 'node:crypto';
import { formatPath } from '../../core/manifests/field-path.ts';
import type { AgentPodError } from '../../core/model/errors.ts';
import type { SecretSource } from '../../core/model/secret.ts';
import { findValue } from '../../core/sops/find-value.ts';
import { contextOf, type SopsFile, type SopsLeaf, type SopsProblem } from '../../core/sops/leaf.ts';
import { readMetadata, type SopsMetadata } from '../../core/sops/metadata.ts';
import { formatOf, readSops } from '../../core/sops/read-sops.ts';
import { encryptedBy } from '../../core/sops/rules.ts';
import { treeLeaves } from '../../core/sops/tree-leaves.ts';
import { decodeText, readBytes } from '../secrets/read-bytes.ts';
import { brokenSecret, missingSecret } from '../secrets/secret-problem.ts';
import type { DataKeys } from './data-keys.ts';
import { decryptValue, textOf } from './decrypt-value.ts';
import { verifyMac } from './verify-mac.ts';

/** Values out of files that SOPS encrypted, never without a look at the MAC. */

/** As `sops` has no limit of its own: what a manifest may have. */
const MAX_KIB = 1024;

/** `SecretMissing` or `SecretBroken`, naming the file and the place in it. */
export async function readSopsFile(
  { path, key }: Extract<SecretSource, { kind: 'sops' }>,
  keys: DataKeys,
): Promise<string> {
  const file = await readWholeFile(path);
  const opened = await open(file, keys);
  if ('problem' in opened) throw failure(opened.problem, path);
  const leaf = leafAt(file, key, path);
  const value = leafText(leaf, opened);
  if (value === undefined) throw missingSecret(`${key} in ${path} is not text`);
  return value;
}

/** A value out of a manifest, whose MAC `checkSeal` looks at: the value is bound to its place. */
export async function readSealedValue(
  { value, context, keys: wanted }: Extract<SecretSource, { kind: 'sealed' }>,
  keys: DataKeys,
): Promise<string> {
  const opened = await keys.open(wanted);
  if ('message' in opened) throw missingSecret(opened.message, opened.hint);
  const decrypted = decryptValue(value, opened.key, context);
  const text = decrypted && textOf(decrypted);
  if (text !== undefined) return text;
  throw brokenSecret('this value was changed or moved after SOPS encrypted it');
}

/** See the port. */
export async function checkSeal(text: string, keys: DataKeys): Promise<SopsProblem | undefined> {
  const file = treeLeaves(text, 'yaml');
  if (!file) {
    const message = 'this is not a file that SOPS wrote';
    return { rule: 'SopsMetadata', document: 0, path: ['sops'], message };
  }
  const opened = await open(file, keys);
  return 'problem' in opened ? opened.problem : undefined;
}

interface Opened {
  readonly metadata: SopsMetadata;
  readonly key: KeyObject;
}

async function open(
  file: SopsFile,
  keys: DataKeys,
): Promise<Opened | { readonly problem: SopsProblem }> {
  const read = readMetadata(file.metadata);
  if ('problem' in read) return { problem: { ...read.problem, document: 0 } };
  const { metadata } = read;
  const opened = await keys.open(metadata.keys);
  if ('message' in opened) {
    return { problem: { rule: 'SecretMissing', document: 0, path: ['sops', 'age'], ...opened } };
  }
  const problem = verifyMac(file, metadata, opened.key);
  return problem ? { problem } : { metadata, key: opened.key };
}

async function readWholeFile(path: string): Promise<SopsFile> {
  const format = formatOf(path);
  if (!format) {
    const hint = 'keep the value in a .yaml, .json or .env file, or in a file of its own';
    throw brokenSecret(`${path}: INI files under SOPS are not read`, hint);
  }
  const text = decodeText(await readBytes(path, MAX_KIB), `the file ${path}`);
  const file = readSops(text, format);
  if (file?.metadata !== undefined) return file;
  const what = format === 'binary' ? 'JSON' : format;
  const hint = `encrypt it with sops encrypt --in-place ${path}`;
  throw brokenSecret(`${path} is not a ${what} file that SOPS encrypted`, hint);
}

/** Problems in a file that no diagnostic points into, so the place goes into the sentence. */
function failure({ rule, path, message, hint }: SopsProblem, file: string): AgentPodError {
  const place = formatPath(path);
  const inside = place.startsWith('sops') ? '' : `${place}: `;
  const sentence = `${file}: ${inside}${message}`;
  return rule === 'SecretMissing' ? missingSecret(sentence, hint) : brokenSecret(sentence, hint);
}

function leafAt(file: SopsFile, key: string, path: string): SopsLeaf {
  const found = findValue(file, key, formatOf(path) ?? 'binary');
  switch (found) {
    case 'no-key': {
      const hint = 'add key: NAME, a dotted path';
      throw missingSecret(`${path} has many values, and no key says which is meant`, hint);
    }
    case 'not-single':
      throw missingSecret(`${key} is not a single value in ${path}`);
    case 'missing':
      throw missingSecret(`${key} does not exist in ${path}`);
    default:
      return found;
  }
}

function leafText({ path, value, ...rest }: SopsLeaf, opened: Opened): string | undefined {
  if (value.kind === 'null') return undefined;
  const encrypted = encryptedBy(opened.metadata.rule)?.({ path, value, ...rest }) ?? true;
  if (!encrypted) return value.kind === 'bool' ? value.text.toLowerCase() : value.text;
  const decrypted = decryptValue(value.text, opened.key, contextOf(path));
  return decrypted && textOf(decrypted);
}
