import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The rules that are in force, as a file that `nft -f` reads at the next boot. */

export function rulesPath(stateDir: string): string {
  return join(stateDir, 'egress.nft');
}

/** Empty when there are none. */
export function readRules(stateDir: string): Promise<string> {
  return readFile(rulesPath(stateDir), 'utf8').catch(() => '');
}

/** A file of its own until it is known to load; answers its path. */
export async function stageRules(stateDir: string, text: string): Promise<string> {
  const path = `${rulesPath(stateDir)}.next`;
  await writeFile(path, text, { mode: 0o600 });
  return path;
}

export async function keepRules(stateDir: string, text: string): Promise<void> {
  await rename(await stageRules(stateDir, text), rulesPath(stateDir));
}

export async function dropRules(stateDir: string): Promise<void> {
  await rm(rulesPath(stateDir), { force: true });
}
