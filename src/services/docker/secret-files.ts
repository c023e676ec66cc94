import { isFailure } from '../../core/model/errors.ts';
import { Secret } from '../../core/model/secret.ts';
import { type Engine, enginePath } from './engine.ts';
import { unpackFiles } from './tar.ts';

/** Far more than any secrets; a volume that somebody filled must not fill our memory. */
const MAX_BYTES = 8 * 1024 * 1024;

/**
 * Files of a container's secrets volume, read through the container, whether it runs or not.
 *
 * @param target where the volume is mounted
 * @returns by path; undefined when they cannot be read
 */
export async function readSecretFiles(
  engine: Engine,
  container: string,
  target: string,
): Promise<ReadonlyMap<string, Secret> | undefined> {
  try {
    const archive = await engine.stream({
      method: 'GET',
      path: enginePath('containers', container, 'archive'),
      query: { path: target },
      doing: `reading the secrets of ${container}`,
    });
    const files = await unpackFiles(archive, MAX_BYTES);
    return new Map(files.map(({ path, content }) => [path, new Secret(content.toString('utf8'))]));
  } catch (error) {
    if (isFailure(error, 'EngineUnreachable')) throw error;
    return undefined;
  }
}
