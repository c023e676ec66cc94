import { setTimeout as sleep } from 'node:timers/promises';
import { LABEL } from '../../core/desired/names.ts';
import { AgentPodError, isFailure } from '../../core/model/errors.ts';
import type { CreateContainerRequest } from '../../ports/container-runtime.ts';
import { DEFAULT_SECONDS, type Engine, enginePath } from './engine.ts';
import type { RawInspect } from './engine-types.ts';
import { DeadlineError, statusOf, toFailure } from './errors.ts';
import { ownerOf } from './from-engine.ts';
import { toCreateBody } from './to-engine.ts';
import { assertVolumes } from './volumes.ts';

/** Life of a container: created, started, stopped, removed. Names are looked up by the Engine. */
export async function createContainer(
  engine: Engine,
  request: CreateContainerRequest,
): Promise<void> {
  await assertVolumes(engine, mountedVolumes(request));
  try {
    await engine.json({
      method: 'POST',
      path: '/containers/create',
      query: { name: request.name },
      body: toCreateBody(request),
      doing: `creating container ${request.name}`,
    });
  } catch (error) {
    throw isFailure(error, 'NameTaken') ? await nameTaken(engine, request.name, error) : error;
  }
}

function mountedVolumes({ name, spec, volumes }: CreateContainerRequest): string[] {
  return spec.mounts.map(({ role }) => {
    const volume = volumes[role];
    if (volume !== undefined) return volume;
    throw new AgentPodError('Transient', 'NotFound', `container ${name} has no ${role} volume`);
  });
}

async function nameTaken(engine: Engine, name: string, cause: unknown): Promise<AgentPodError> {
  const holder = await inspectContainer(engine, name);
  const image = `image ${holder?.Config.Image ?? 'unknown'}`;
  const owner = ownerOf(holder?.Config.Labels, image);
  const state = holder?.State.Status ?? 'gone by now';
  return new AgentPodError(
    'Conflict',
    'NameTaken',
    `the container name ${name} is taken by ${owner} (${state})`,
    { hint: `see what it is: docker inspect ${name}`, cause },
  );
}

/** Undefined when there is no such container. */
export function inspectContainer(engine: Engine, name: string): Promise<RawInspect | undefined> {
  return engine.find<RawInspect>({
    method: 'GET',
    path: enginePath('containers', name, 'json'),
    doing: `looking at container ${name}`,
  });
}

/** Starting fifty containers at once on a small host is slow, but not this slow. */
const START_SECONDS = 60;

export async function startContainer(engine: Engine, name: string): Promise<void> {
  await engine.json({
    method: 'POST',
    path: enginePath('containers', name, 'start'),
    seconds: START_SECONDS,
    doing: `starting container ${name}`,
  });
}

/** Grace, and then the time that the Engine may take to kill and tidy up. */
export async function stopContainer(
  engine: Engine,
  name: string,
  graceSeconds: number,
): Promise<void> {
  await engine.find({
    method: 'POST',
    path: enginePath('containers', name, 'stop'),
    query: { t: graceSeconds },
    seconds: graceSeconds + DEFAULT_SECONDS,
    doing: `stopping container ${name}`,
  });
}

const REMOVE_SECONDS = 60;

/** Somebody may have taken the name meanwhile: what goes is the one that was looked at, and ours. */
export async function removeContainer(engine: Engine, name: string): Promise<void> {
  const found = await inspectContainer(engine, name);
  if (found?.Config.Labels?.[LABEL.managed] !== 'true') return;
  try {
    await engine.find({
      method: 'DELETE',
      path: enginePath('containers', found.Id),
      query: { force: true, v: false },
      seconds: REMOVE_SECONDS,
      doing: `removing container ${name}`,
    });
  } catch (error) {
    // Somebody else removes it already: what follows (its volumes) needs it to be gone.
    if (statusOf(error) !== 409) throw error;
    await waitUntilGone(engine, found.Id);
  }
}

async function waitUntilGone(engine: Engine, name: string): Promise<void> {
  const deadline = Date.now() + REMOVE_SECONDS * 1000;
  while ((await inspectContainer(engine, name)) !== undefined) {
    if (Date.now() > deadline) {
      const late = new DeadlineError(REMOVE_SECONDS);
      throw toFailure(late, `waiting until container ${name} is removed`, engine.host.address);
    }
    await sleep(200);
  }
}
