import type { ExpectedFile } from '../../core/desired/config-text.ts';
import { AgentPodError, isFailure } from '../../core/model/errors.ts';
import type { JsonValue } from '../../core/model/json.ts';
import type { ObservedFile } from '../../core/model/observed.ts';
import { type Engine, enginePath } from './engine.ts';
import { type ArchivedFile, unpackFiles } from './tar.ts';

/** Far more than any configuration; a pod that fills its volume must not fill our memory. */
const MAX_BYTES = 8 * 1024 * 1024;

/**
 * Files of a container's config volume, read through the container, whether it runs or not.
 *
 * @param target where the volume is mounted
 * @param paths the files that matter: an agent that may write there must not keep them from being
 * read by what it puts beside them; every file when absent
 * @returns sorted by path; `.json` files as data; undefined when they cannot be read
 */
export async function readConfigFiles(
  engine: Engine,
  container: string,
  target: string,
  paths?: readonly string[],
): Promise<readonly ObservedFile[] | undefined> {
  try {
    if (paths === undefined) return (await unpack(engine, container, target)).map(toConfigFile);
    const read = paths.map((path) => readFile(engine, container, target, path));
    return (await Promise.all(read)).flat();
  } catch (error) {
    if (isFailure(error, 'EngineUnreachable')) throw error;
    return undefined;
  }
}

/** Empty when it is not there, though the container is. */
async function readFile(
  engine: Engine,
  container: string,
  target: string,
  path: string,
): Promise<readonly ObservedFile[]> {
  try {
    const found = await unpack(engine, container, `${target}/${path}`);
    return found.map((file) => toConfigFile({ ...file, path }));
  } catch (error) {
    const isGone = error instanceof AgentPodError && /no such container/i.test(error.message);
    if (!isFailure(error, 'NotFound') || isGone) throw error;
    return [];
  }
}

async function unpack(
  engine: Engine,
  container: string,
  path: string,
): Promise<readonly ArchivedFile[]> {
  const archive = await engine.stream({
    method: 'GET',
    path: enginePath('containers', container, 'archive'),
    query: { path },
    doing: `reading the configuration of ${container}`,
  });
  return unpackFiles(archive, MAX_BYTES);
}

/**
 * Whether every file's size and time are as expected. A stat costs a fraction of a read, for which
 * an old Engine starts a process of its own.
 */
export async function areAsExpected(
  engine: Engine,
  container: string,
  target: string,
  stats: readonly ExpectedFile[],
): Promise<boolean> {
  const checks = stats.map(async ({ path, size, nanos }) => {
    const found = await statFile(engine, container, `${target}/${path}`);
    return found?.size === size && nanosOf(found.mtime) === nanos;
  });
  return (await Promise.all(checks)).every(Boolean);
}

interface FileStat {
  readonly size: number;
  /** RFC 3339. */
  readonly mtime: string;
}

/** What comes after the milliseconds; the Engine drops trailing zeros. */
function nanosOf(time: string): number {
  return Number((/\.(\d{1,9})/.exec(time)?.[1] ?? '').padEnd(9, '0').slice(3));
}

async function statFile(
  engine: Engine,
  container: string,
  path: string,
): Promise<FileStat | undefined> {
  try {
    const answer = await engine.stream({
      method: 'HEAD',
      path: enginePath('containers', container, 'archive'),
      query: { path },
      doing: `looking at ${path} in ${container}`,
    });
    answer.resume();
    const header = String(answer.headers['x-docker-container-path-stat'] ?? '');
    return JSON.parse(Buffer.from(header, 'base64').toString('utf8')) as FileStat;
  } catch (error) {
    if (isFailure(error, 'EngineUnreachable')) throw error;
    return undefined;
  }
}

function toConfigFile({ path, content, modifiedAt }: ArchivedFile): ObservedFile {
  const text = content.toString('utf8');
  return {
    path,
    content: path.endsWith('.json') ? parseOr(text) : text,
    ...(modifiedAt === undefined ? {} : { modifiedAt: modifiedAt.toISOString() }),
  };
}

/** Broken JSON comes back as text: it differs from what we wrote, and that is the point. */
function parseOr(text: string): JsonValue {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return text;
  }
}
