import { realpath } from 'node:fs/promises';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import { unreadable } from './read-bytes.ts';
import { refusedSecret } from './secret-problem.ts';

/**
 * Where the file of a secret really is, all symbolic links followed; `SecretRefused` when manifests
 * may not name it. Whoever reviews a folder sees what lies in it, not where its links lead.
 */
export async function secretPlace(
  { path, within }: { readonly path: string; readonly within?: string },
  offLimits: readonly string[],
): Promise<string> {
  if (offLimits.some((own) => contains(resolve(own), path))) throw ours(path);
  const real = await realpath(path).catch((error) => {
    throw unreadable(path, error);
  });
  for (const own of offLimits) if (contains(await realOrSame(own), real)) throw ours(path);
  if (within !== undefined && !contains(await realOrSame(within), real)) throw outside(path);
  return real;
}

/** A path that does not exist yet cannot be a link. */
async function realOrSame(path: string): Promise<string> {
  return realpath(path).catch(() => resolve(path));
}

function contains(folder: string, path: string): boolean {
  const steps = relative(folder, path);
  return steps !== '..' && !steps.startsWith(`..${sep}`) && !isAbsolute(steps);
}

function ours(path: string): Error {
  return refusedSecret(
    `the file ${path} is one of AgentPod's own, so it is not given to a pod`,
    "keep secrets in files of their own, outside of AgentPod's state directory",
  );
}

function outside(path: string): Error {
  return refusedSecret(
    `the file ${path} leaves the folder of the manifest by a symbolic link`,
    'put the file itself into that folder, or write its absolute path',
  );
}
