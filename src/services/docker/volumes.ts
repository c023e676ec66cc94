import { AgentPodError } from '../../core/model/errors.ts';
import type { VolumeRequest, WriteVolumesRequest } from '../../ports/container-runtime.ts';
import { type Engine, enginePath } from './engine.ts';
import type { RawListedContainer, RawVolume } from './engine-types.ts';
import { statusOf } from './errors.ts';
import { listedName, ownerOf } from './from-engine.ts';
import { HELPER_LABEL, removeHelper, withHelper } from './helper-container.ts';
import { packFolders } from './tar.ts';

/** Named volumes: created, filled with files, removed. */
export async function createVolume(engine: Engine, request: VolumeRequest): Promise<void> {
  const made = await engine.json<RawVolume>({
    method: 'POST',
    path: '/volumes/create',
    body: { Name: request.name, Labels: request.labels },
    doing: `creating volume ${request.name}`,
  });
  // The Engine answers 201 with the old volume when the name is taken.
  if (!sameLabels(made.Labels ?? {}, request.labels)) {
    const owner = ownerOf(made.Labels, `driver ${made.Driver ?? 'unknown'}`);
    throw new AgentPodError(
      'Conflict',
      'NameTaken',
      `volume ${request.name} is already there with other labels (${owner})`,
      { hint: `see whose it is: docker volume inspect ${request.name}` },
    );
  }
}

function sameLabels(
  live: Readonly<Record<string, string>>,
  wanted: Readonly<Record<string, string>>,
): boolean {
  const names = new Set([...Object.keys(live), ...Object.keys(wanted)]);
  return [...names].every((name) => live[name] === wanted[name]);
}

export async function removeVolume(engine: Engine, name: string): Promise<void> {
  try {
    await remove(engine, name);
  } catch (error) {
    if (statusOf(error) !== 409) throw error;
    await dropLeftOverHelpers(engine, name, error);
    await remove(engine, name);
  }
}

function remove(engine: Engine, name: string): Promise<unknown> {
  return engine.find({
    method: 'DELETE',
    path: enginePath('volumes', name),
    doing: `removing volume ${name}`,
  });
}

/** A crash may have left a helper that still mounts the volume; anything else is a blocker. */
async function dropLeftOverHelpers(engine: Engine, volume: string, cause: unknown): Promise<void> {
  const holders = await engine.json<RawListedContainer[]>({
    method: 'GET',
    path: '/containers/json',
    query: { all: true, filters: JSON.stringify({ volume: [volume] }) },
    doing: `looking who uses volume ${volume}`,
  });
  const blockers = holders.filter((holder) => holder.Labels?.[HELPER_LABEL] === undefined);
  if (blockers.length > 0) {
    const names = blockers.map(listedName).sort().join(', ');
    throw new AgentPodError(
      'Conflict',
      'VolumeInUse',
      `volume ${volume} is used by container ${names}`,
      { hint: 'remove that container first; AgentPod never removes what it did not make', cause },
    );
  }
  for (const holder of holders) await removeHelper(engine, holder.Id);
}

/** Every volume is a folder below this one, so that one upload serves all. */
const ROOT = '/volumes';

/** Uploading a few kilobytes takes no time; a slow disk under load may. */
const UPLOAD_SECONDS = 60;

/**
 * Fills volumes through a container that is created and never started: nothing of the image
 * runs, no path of this host is involved, and it works the same on a remote Engine.
 */
export async function writeVolumes(
  engine: Engine,
  request: WriteVolumesRequest,
  now: Date,
): Promise<void> {
  if (request.volumes.length === 0) return;
  const archive = await packFolders(
    request.volumes.map((volume, index) => ({ ...volume, folder: String(index) })),
    now,
  );
  await assertVolumes(
    engine,
    request.volumes.map(({ volume }) => volume),
  );
  await withHelper(
    engine,
    { name: request.helper, purpose: 'fill', labels: request.labels, body: helperBody(request) },
    (name) => upload(engine, name, archive),
  );
}

/**
 * The Engine makes a missing volume by itself, empty and without our labels, when a container
 * mounts it: an agent would start as if it had no past. So every use asks first.
 */
export async function assertVolumes(engine: Engine, names: readonly string[]): Promise<void> {
  await Promise.all(
    names.map((name) =>
      engine.json({
        method: 'GET',
        path: enginePath('volumes', name),
        doing: `looking for volume ${name}`,
      }),
    ),
  );
}

function helperBody(request: WriteVolumesRequest): object {
  return {
    Image: request.image,
    // The Engine refuses a container without a command; this one is never looked for.
    Entrypoint: ['never-started'],
    NetworkDisabled: true,
    HostConfig: {
      NetworkMode: 'none',
      Mounts: request.volumes.map(({ volume }, index) => ({
        Type: 'volume',
        Source: volume,
        Target: `${ROOT}/${index}`,
        VolumeOptions: { NoCopy: true },
      })),
    },
  };
}

async function upload(engine: Engine, helper: string, archive: Buffer): Promise<void> {
  await engine.json({
    method: 'PUT',
    path: enginePath('containers', helper, 'archive'),
    query: { path: ROOT },
    archive,
    seconds: UPLOAD_SECONDS,
    doing: `writing files through ${helper}`,
  });
}
