import { readFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { type CreationRule, creationRule } from '../../core/sops/creation-rules.ts';
import { codeOf } from '../source/system-error.ts';
import { sealRefused } from './seal-problem.ts';

/** What the nearest `.sops.yaml`, beside a file or above it, says about the file. */
export async function findCreationRule(path: string): Promise<CreationRule | undefined> {
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    const config = join(folder, NAME);
    const text = await readIfThere(config);
    if (text !== undefined) return ruleOf(text, config, path);
    if (folder === dirname(folder)) return undefined;
  }
}

const NAME = '.sops.yaml';

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw sealRefused(`${path} cannot be read: ${codeOf(error)}`);
  }
}

function ruleOf(text: string, config: string, path: string): CreationRule | undefined {
  const inside = relative(dirname(config), path).split(sep).join('/');
  const rule = creationRule(text, inside);
  if (typeof rule === 'string') throw sealRefused(`${config}: ${rule}`);
  return rule;
}
