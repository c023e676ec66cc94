import { createInterface } from 'node:readline';
import { type Engine, enginePath } from './engine.ts';
import type { RawContainerConfig, RawImage, RawListedContainer } from './engine-types.ts';
import { toFailure } from './errors.ts';

/** What image references mean on this Engine, and how to get an image that is absent. */
export async function imageId(engine: Engine, image: string): Promise<string | undefined> {
  return (await inspectImage(engine, image))?.Id;
}

function inspectImage(engine: Engine, image: string): Promise<RawImage | undefined> {
  return engine.find<RawImage>({
    method: 'GET',
    path: enginePath('images', image, 'json'),
    doing: `looking for image ${image}`,
  });
}

/**
 * Ids of the references that are present. A listed container tells for free: the Engine shows a
 * reference there only while it still names the container's image, else the bare id.
 */
export async function imageIds(
  engine: Engine,
  references: readonly string[],
  listed: readonly RawListedContainer[],
): Promise<Record<string, string>> {
  const known = new Map(listed.map((container) => [container.Image, container.ImageID]));
  const found = await Promise.all(
    [...new Set(references)].map(async (reference) => {
      const id = known.get(reference) ?? (await imageId(engine, reference));
      return id === undefined ? [] : [[reference, id] as const];
    }),
  );
  return Object.fromEntries(found.flat());
}

/** The image's own configuration by id; an id's content never changes, so it is asked once. */
export type ImageConfigs = (id: string) => Promise<RawContainerConfig | undefined>;

export function createImageConfigs(engine: Engine): ImageConfigs {
  const known = new Map<string, Promise<RawContainerConfig | undefined>>();
  return (id) => {
    const asked = known.get(id);
    if (asked !== undefined) return asked;
    const answer = inspectImage(engine, id).then((image) => image?.Config ?? undefined);
    known.set(id, answer);
    // Neither a failure nor an absent image is for ever.
    answer.then(
      (config) => config ?? known.delete(id),
      () => known.delete(id),
    );
    return answer;
  };
}

/** Longest silence in a pull; a slow download still reports progress. */
const PULL_SILENCE_SECONDS = 120;

interface PullLine {
  readonly error?: string;
}

export async function pullImage(engine: Engine, image: string): Promise<void> {
  const doing = `pulling image ${image}`;
  const stream = await engine.stream({
    method: 'POST',
    path: '/images/create',
    // Without a tag the Engine would pull every tag that there is.
    query: { fromImage: hasTag(image) ? image : `${image}:latest` },
    seconds: PULL_SILENCE_SECONDS,
    doing,
  });
  stream.setTimeout(PULL_SILENCE_SECONDS * 1000, () => {
    stream.destroy(new Error(`the registry was silent for ${PULL_SILENCE_SECONDS} s`));
  });
  try {
    for await (const line of createInterface({ input: stream })) {
      const { error } = JSON.parse(line) as PullLine;
      // The status was sent before the download began, so a failure comes as a line.
      if (error) throw Object.assign(new Error(error), { statusCode: 500 });
    }
  } catch (error) {
    throw toFailure(error, doing, engine.host.address);
  } finally {
    stream.destroy();
  }
}

function hasTag(image: string): boolean {
  return image.includes('@') || image.slice(image.lastIndexOf('/') + 1).includes(':');
}
