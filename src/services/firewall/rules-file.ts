import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AgentPodError } from '../../core/model/errors.ts';
import { reasonOf } from '../source/system-error.ts';

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
  try {
    // With a database elsewhere nothing else has made the folder yet.
    await mkdir(stateDir, { recursive: true, mode: 0o700 });
    await writeFile(path, text, { mode: 0o600 });
  } catch (cause) {
    throw cannotKeep(path, cause);
  }
  return path;
}

export async function keepRules(stateDir: string, text: string): Promise<void> {
  const path = await stageRules(stateDir, text);
  try {
    await rename(path, rulesPath(stateDir));
  } catch (cause) {
    throw cannotKeep(path, cause);
  }
}

export async function dropRules(stateDir: string): Promise<void> {
  await rm(rulesPath(stateDir), { force: true });
}

function cannotKeep(path: string, cause: unknown): AgentPodError {
  const message = `the egress rules cannot be written to ${path}: ${reasonOf(cause)}`;
  return new AgentPodError('Transient', 'FirewallRefused', message, {
    hint: 'make the state folder writable, with room in it',
    cause,
  });
}
