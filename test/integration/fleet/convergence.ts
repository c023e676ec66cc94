import { expect } from 'vitest';
import { networkName } from '../../../src/core/desired/names.ts';
import { type PodKey, splitPodKey } from '../../../src/core/model/resource.ts';
import type { Fleet } from './fleet.ts';

export interface Wanted {
  readonly pod: PodKey;
  /** The pod's only file of manifests. */
  readonly file: string;
  /** Of the running container, as `NAME=value`. */
  readonly env?: string;
  /** Kept from before; not looked at when absent. */
  readonly hostPort?: number;
  /** The state volume must hold what was written before. */
  readonly marked?: boolean;
}

/**
 * A plain apply of one pod's file, after whatever happened, makes it right: one container of the
 * right generation that answers, nothing left over beside it, and nothing more to do.
 */
export async function expectConverges(fleet: Fleet, wanted: Wanted, after: string): Promise<void> {
  const { engine } = fleet;
  const { pod, file } = wanted;
  const applied = await fleet.run(['apply', '-f', file, '--yes']);
  expect(applied, after).toMatchObject({ exitCode: 0 });

  const container = await engine.container(pod);
  expect(container.State.Running, after).toBe(true);
  expect(await engine.answers(pod), after).toBe(true);
  if (wanted.env !== undefined) expect(container.Config.Env, after).toContain(wanted.env);
  if (wanted.hostPort !== undefined) {
    expect(await engine.hostPort(pod), after).toBe(wanted.hostPort);
  }
  if (wanted.marked) expect(await engine.marker(pod), after).toBe(pod);
  expect(await leftovers(fleet, pod), after).toEqual([]);
  expect(await fleet.run(['diff', '-f', file]), after).toMatchObject({ exitCode: 0 });
}

/** Objects of this instance that neither this pod's container uses nor any other pod's does. */
async function leftovers({ engine, instance }: Fleet, pod: PodKey): Promise<string[]> {
  const { tenant } = splitPodKey(pod);
  const { Name, Mounts } = await engine.container(pod);
  const used = new Set([Name.slice(1), ...Mounts.map((mount) => mount.Name)]);
  const { containers, networks, volumes } = await engine.inventory();
  const network = networkName(instance, tenant);
  const prefix = `${network}_${splitPodKey(pod).pod}_`;
  return [
    ...[...containers, ...volumes].filter((name) => name.startsWith(prefix) && !used.has(name)),
    ...containers.filter((name) => /_writer$|_check$|^agentpod-run-/.test(name)),
    ...networks.filter((name) => name.startsWith(network) && name !== network),
  ];
}

/** Whatever the instance has, by name, of one tenant. */
export async function objectsOf({ engine, instance }: Fleet, tenant: string): Promise<string[]> {
  const { containers, networks, volumes } = await engine.inventory();
  const network = networkName(instance, tenant);
  return [...containers, ...networks, ...volumes].filter(
    (name) => name === network || name.startsWith(`${network}_`),
  );
}
