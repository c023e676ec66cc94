import { createHash, type Hash, type KeyObject, timingSafeEqual } from 'node:crypto';
import { contextOf, type SopsFile, type SopsLeaf, type SopsProblem } from '../../core/sops/leaf.ts';
import type { SopsMetadata } from '../../core/sops/metadata.ts';
import { encryptedBy } from '../../core/sops/rules.ts';
import { decryptValue } from './decrypt-value.ts';

/**
 * Whether a SOPS file is as SOPS wrote it: every encrypted value belongs where it stands, and the
 * MAC over all values, in their order, fits. Undefined when it is.
 */
export function verifyMac(
  { leaves }: SopsFile,
  metadata: SopsMetadata,
  key: KeyObject,
): SopsProblem | undefined {
  const encrypted = encryptedBy(metadata.rule);
  if (!encrypted) return unusableRegex(metadata);
  const hash = beginMac(metadata.macOnlyEncrypted);
  for (const leaf of leaves) {
    if (leaf.value.kind === 'null') continue;
    if (encrypted(leaf)) {
      if (!addDecrypted(hash, leaf, key)) return brokenValue(leaf);
    } else if (!metadata.macOnlyEncrypted) {
      hash.update(leaf.value.text, 'utf8');
    }
  }
  return fits(hash, metadata, key) ? undefined : mismatch();
}

export function beginMac(onlyEncrypted: boolean): Hash {
  const hash = createHash('sha512');
  // Keeps a MAC over some values from passing for one over all; the same bytes as in SOPS.
  if (onlyEncrypted) hash.update(createHash('sha256').update('sops').digest());
  return hash;
}

function addDecrypted(hash: Hash, { path, value }: SopsLeaf, key: KeyObject): boolean {
  const text = value.kind === 'text' ? value.text : undefined;
  const decrypted = text === undefined ? undefined : decryptValue(text, key, contextOf(path));
  if (!decrypted) return false;
  // Comments in lists are encrypted like values, and no MAC covers a comment.
  if (decrypted.type !== 'comment') hash.update(decrypted.bytes);
  decrypted.bytes.fill(0);
  return true;
}

function fits(hash: Hash, { mac, lastModified }: SopsMetadata, key: KeyObject): boolean {
  const expected = decryptValue(mac, key, lastModified)?.bytes;
  const computed = Buffer.from(hash.digest('hex').toUpperCase());
  return expected?.length === computed.length && timingSafeEqual(expected, computed);
}

const RESTORE = 'restore it, and change it with sops only: sops edit FILE, or sops set';

function brokenValue({ document, path, value }: SopsLeaf): SopsProblem {
  const moved = value.kind === 'text' && value.text.startsWith('ENC[');
  const message = moved
    ? 'this value was changed or moved after SOPS encrypted it'
    : 'SOPS encrypts this value, and here it stands in plain text';
  return { rule: 'SecretBroken', document, path, message, hint: RESTORE };
}

function mismatch(): SopsProblem {
  const message = 'the file was changed after SOPS encrypted it: its MAC does not fit its values';
  return { rule: 'SecretBroken', document: 0, path: ['sops', 'mac'], message, hint: RESTORE };
}

function unusableRegex({ rule }: SopsMetadata): SopsProblem {
  const path = ['sops', rule.kind.replace('-', '_')];
  const message = 'this regular expression says something that AgentPod cannot tell';
  const hint = 'use plain alternatives, such as ^(value|password)$, or a suffix';
  return { rule: 'SopsMetadata', document: 0, path, message, hint };
}
