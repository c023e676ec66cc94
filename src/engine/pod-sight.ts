import type { ObservedContainer, PodRecord, StateRecords } from '../core/model/observed.ts';
import type { Operation } from '../core/model/operation.ts';
import type { PodKey } from '../core/model/resource.ts';
import { isUp } from '../core/plan/pod-steps.ts';
import { hashJson } from '../core/util/hash.ts';
import type { Workspace } from './workspace.ts';

/** How a pod stood when its lock was given back, for whoever has it again. */
export interface PodSight {
  readonly record: PodRecord | undefined;
  /** By id. */
  readonly containers: ReadonlyMap<string, ObservedContainer>;
}

/** A pod that another writer has been at. */
export interface Moved {
  readonly before: PodSight;
  readonly after: PodSight;
}

/** What there is of all pods, at one time. */
export interface Look {
  readonly records: StateRecords;
  readonly containers: readonly ObservedContainer[];
}

/** Rejects when the Engine or the state is away. */
export async function lookAtAll({ runtime, store, settings }: Workspace): Promise<Look> {
  const { instance, ports } = settings;
  const [{ containers }, records] = await Promise.all([
    runtime.observe({ instance, ports, images: [], detail: false }),
    store.load(),
  ]);
  return { containers, records };
}

export function sightIn({ containers, records }: Look, key: PodKey): PodSight {
  const own = containers.filter(({ pod }) => pod === key);
  return {
    record: records.pods.find((record) => record.key === key),
    containers: new Map(own.map((container) => [container.id, container])),
  };
}

/**
 * Whether another writer has been at the pod meanwhile: it makes containers, and starts what was stopped.
 * One that went away is no writer's work, but a fault or a person's.
 */
export function isMoved(before: PodSight, after: PodSight): boolean {
  if (printOf(before.record) !== printOf(after.record)) return true;
  return [...after.containers].some(([id, container]) => {
    const then = before.containers.get(id);
    return then === undefined || (isUp(container) && !isUp(then));
  });
}

/** The very container that was there. */
export function isStillThere(name: string, before: PodSight, after: PodSight): boolean {
  return [...after.containers].some(
    ([id, each]) => each.name === name && before.containers.get(id)?.name === name,
  );
}

/** The same of a pod that was not begun here: only its end says that the other one is done with it. */
export function isEndedBy(operations: readonly Operation[], { before, after }: Moved): boolean {
  return printOf(before.record) !== printOf(after.record) && isDoneBy(operations, after);
}

/** Whether the other writer brought about just what these operations were to. */
export function isDoneBy(operations: readonly Operation[], { record }: PodSight): boolean {
  return operations.some(({ action }) => {
    if (action.kind === 'pod.forget') return record === undefined;
    if (action.kind !== 'pod.commit') return false;
    const { generation, applied } = action;
    return (
      record?.generation === generation &&
      record.applied?.specHash === applied.specHash &&
      record.applied.contentHash === applied.contentHash &&
      record.applied.suspended === applied.suspended
    );
  });
}

/** How it is comes and goes while everybody only waits. */
function printOf(record: PodRecord | undefined): string {
  return record === undefined ? '' : hashJson({ ...record, conditions: [] });
}
