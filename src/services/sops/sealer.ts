import { createHash, createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import { AgentPodError } from '../../core/model/errors.ts';
import { recipientsIn } from '../../core/sops/creation-rules.ts';
import { isEncrypted } from '../../core/sops/encrypted-value.ts';
import { contextOf, type SopsLeaf } from '../../core/sops/leaf.ts';
import { readMetadata, type SopsKeys, type SopsMetadata } from '../../core/sops/metadata.ts';
import { formatOf, readSops } from '../../core/sops/read-sops.ts';
import { encryptedBy, type SopsRule } from '../../core/sops/rules.ts';
import { sealMetadata } from '../../core/sops/seal-metadata.ts';
import { type PlainFile, plainFile, type SealFormat } from '../../core/sops/seal-text.ts';
import type { Clock } from '../../ports/clock.ts';
import type { SealedText, SealRequest, SecretSealer } from '../../ports/secret-sealer.ts';
import { decodeText, readBytes } from '../secrets/read-bytes.ts';
import type { Environment } from './age-identities.ts';
import { findCreationRule } from './creation-rules.ts';
import { encryptValue, sopsType } from './encrypt-value.ts';
import { sealRefused } from './seal-problem.ts';
import { beginMac, verifyMac } from './verify-mac.ts';
import { wrapKey } from './wrap-key.ts';

/** The SOPS whose files these are like. */
const VERSION = '3.13.3';
const MAX_KIB = 1024;
const KEY_BYTES = 32;

export function secretSealer(env: Environment, clock: Pick<Clock, 'now'>): SecretSealer {
  return { seal: (request) => seal(request, env, clock) };
}

async function seal(
  request: SealRequest,
  env: Environment,
  clock: Pick<Clock, 'now'>,
): Promise<SealedText> {
  const { path } = request;
  const format = sealFormat(path);
  const text = decodeText(await readBytes(path, MAX_KIB), `the file ${path}`);
  const plain = plainFile(text, format);
  if ('refused' in plain) throw sealRefused(`${path} ${plain.refused}`, plain.hint);
  const found = await findCreationRule(path);
  const flagged = [request.recipients, recipientsIn(env['SOPS_AGE_RECIPIENTS'])];
  const recipients = flagged.find((list) => list.length > 0) ?? found?.recipients ?? [];
  if (recipients.length === 0) throw noRecipients(path);
  const rule = request.rule ?? found?.rule ?? usualRule(plain);
  const macOnlyEncrypted = request.macOnlyEncrypted ?? found?.macOnlyEncrypted ?? false;
  const key = randomBytes(KEY_BYTES);
  const keys: SopsKeys = { groups: [await wrapKey(key, recipients)], threshold: 1 };
  const lastModified = clock
    .now()
    .toISOString()
    .replace(/\.\d+Z$/, 'Z');
  const terms = { keys, lastModified, rule, macOnlyEncrypted };
  const sealed = encryptFile(plain, terms, createSecretKey(key), path);
  key.fill(0);
  return { ...sealed, recipients, hasComments: plain.hasComments };
}

function sealFormat(path: string): SealFormat {
  const format = formatOf(path);
  if (format !== undefined && format !== 'binary') return format;
  const hint = 'for other files use sops encrypt; AgentPod reads what it writes';
  throw sealRefused(`${path} does not end in .yaml, .yml, .json or .env`, hint);
}

function noRecipients(path: string): AgentPodError {
  const message = `nobody is named who could open ${path}`;
  const hint = 'give --age RECIPIENT, or name one in creation_rules of .sops.yaml';
  return new AgentPodError('InvalidInput', 'RecipientsMissing', message, { hint });
}

/** In manifests only the value of a secret may be encrypted; any other file is encrypted whole. */
function usualRule({ leaves }: PlainFile): SopsRule {
  const isManifest = leaves.some(({ path }) => path.length === 1 && path[0] === 'apiVersion');
  return isManifest
    ? { kind: 'encrypted-regex', regex: '^value$' }
    : { kind: 'unencrypted-suffix', suffix: '_unencrypted' };
}

type Terms = Omit<SopsMetadata, 'mac'>;

function encryptFile(
  plain: PlainFile,
  terms: Terms,
  key: KeyObject,
  path: string,
): Pick<SealedText, 'text' | 'encrypted'> {
  const chosen = encryptedBy(terms.rule);
  if (!chosen) throw sealRefused(...UNKNOWN_REGEX);
  const mac = beginMac(terms.macOnlyEncrypted);
  const values = new Map<SopsLeaf, string>();
  for (const leaf of plain.leaves) {
    const { value } = leaf;
    if (value.kind === 'null') continue;
    const isChosen = chosen(leaf);
    if (isChosen || !terms.macOnlyEncrypted) mac.update(value.text, 'utf8');
    if (!isChosen || value.text === '') continue;
    if (isEncrypted(value.text)) throw sealRefused(...mixed(path));
    values.set(leaf, encryptValue(value.text, sopsType(value), key, contextOf(leaf.path)));
  }
  if (values.size === 0) throw sealRefused(...nothingChosen(path));
  const digest = mac.digest('hex').toUpperCase();
  const metadata = { ...terms, mac: encryptValue(digest, 'str', key, terms.lastModified) };
  const text = plain.write(values, sealMetadata(metadata, VERSION));
  if (!opensAgain(text, plain, key, path)) throw sealRefused(...notAgain(path));
  return { text, encrypted: values.size };
}

/** Nobody may be left with a file that does not open: it is read back before it is handed out. */
function opensAgain(text: string, plain: PlainFile, key: KeyObject, path: string): boolean {
  const file = readSops(text, sealFormat(path));
  const read = file && readMetadata(file.metadata);
  if (!read || !('metadata' in read) || verifyMac(file, read.metadata, key)) return false;
  const places = ({ leaves }: Pick<PlainFile, 'leaves'>) =>
    createHash('sha256')
      .update(JSON.stringify(leaves.map(({ document, path: at }) => [document, at])))
      .digest('hex');
  return places(file) === places(plain);
}

const UNKNOWN_REGEX = [
  'this regular expression says something that AgentPod cannot tell',
  'use plain alternatives, such as ^(value|password)$, or a suffix',
] as const;

function mixed(path: string) {
  const hint = 'write it in plain text, or take the file as it was before sops';
  return [`${path} holds a value that is encrypted already, without its metadata`, hint] as const;
}

function nothingChosen(path: string) {
  const hint = 'in a manifest, write {value: …} where a secret belongs; or say --encrypted-regex';
  return [`nothing in ${path} is to be encrypted`, hint] as const;
}

function notAgain(path: string) {
  const hint = 'write it more plainly, or use sops encrypt';
  return [`${path} would not open again the way it is written; nothing was changed`, hint] as const;
}
