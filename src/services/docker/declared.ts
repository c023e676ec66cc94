import type { ContainerSpec, VolumeRole } from '../../core/model/container.ts';

/**
 * A created container holds image and spec mixed together. This label keeps apart what we asked
 * for, by name and never by value, so that an environment variable that equals the image's own
 * still reads back as ours, and a mount is known by the volume that we gave it.
 */
export const DECLARED_LABEL = 'dev.agentpod.declared';

export interface Declared {
  readonly env: readonly string[];
  readonly labels: readonly string[];
  /** Of the fields where empty means "as in the image": those that we set. */
  readonly fields: readonly ImageField[];
  readonly volumes: Readonly<Partial<Record<VolumeRole, string>>>;
}

export type ImageField = 'entrypoint' | 'command' | 'user' | 'workingDir';

const IMAGE_FIELDS: readonly ImageField[] = ['entrypoint', 'command', 'user', 'workingDir'];

const NOTHING_DECLARED: Declared = { env: [], labels: [], fields: [], volumes: {} };

export function declare(
  spec: ContainerSpec,
  volumes: Readonly<Partial<Record<VolumeRole, string>>>,
): string {
  const declared: Declared = {
    env: Object.keys(spec.env).sort(),
    labels: Object.keys(spec.labels).sort(),
    fields: IMAGE_FIELDS.filter((field) => spec[field].length > 0),
    volumes,
  };
  return JSON.stringify(declared);
}

/** A label that someone broke counts as absent: the difference then shows as drift. */
export function readDeclared(label: string | undefined): Declared {
  if (label === undefined) return NOTHING_DECLARED;
  try {
    return { ...NOTHING_DECLARED, ...(JSON.parse(label) as Partial<Declared>) };
  } catch {
    return NOTHING_DECLARED;
  }
}
