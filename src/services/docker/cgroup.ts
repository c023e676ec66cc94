/**
 * What a container uses, from the kernel's own files: a hundredth of what the same question costs the
 * Engine. Undefined wherever they are not to be seen, as inside a container.
 */
import { readFileSync } from 'node:fs';
import type { ContainerUse } from '../../ports/container-runtime.ts';

const ROOT = '/sys/fs/cgroup';
const ID = /^[0-9a-f]{64}$/;
/** cgroup v1 says this, rounded to a page, where there is no limit. */
const NO_LIMIT = 2 ** 62;

/** Where Docker's two drivers put a container, below a hierarchy. */
const PLACES: readonly ((id: string) => string)[] = [
  (id) => `docker/${id}`,
  (id) => `system.slice/docker-${id}.scope`,
];

type Read = (file: string) => string;

/** By id: a name stands in no path. */
export function readCgroup(container: string, root = ROOT): ContainerUse | undefined {
  if (!ID.test(container)) return undefined;
  for (const place of PLACES) {
    const path = place(container);
    const use = attempt(() => unified(inside(`${root}/${path}`)));
    if (use !== undefined) return use;
    const old = attempt(() =>
      separate(inside(`${root}/memory/${path}`), inside(`${root}/cpuacct/${path}`)),
    );
    if (old !== undefined) return old;
  }
  return undefined;
}

/** The files are made when they are read, in memory: no disk is waited for. */
function inside(folder: string): Read {
  return (file) => readFileSync(`${folder}/${file}`, 'utf8');
}

function attempt(read: () => ContainerUse): ContainerUse | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

/** Version 2: one hierarchy for all. */
function unified(read: Read): ContainerUse {
  const used = Number(read('memory.current'));
  const limit = read('memory.max').trim();
  return {
    usedBytes: Math.max(0, used - field(read('memory.stat'), 'inactive_file')),
    limitBytes: limit === 'max' ? 0 : Number(limit),
    cpuSeconds: field(read('cpu.stat'), 'usage_usec') / 1e6,
  };
}

/** Version 1: a hierarchy for each. */
function separate(memory: Read, cpu: Read): ContainerUse {
  const used = Number(memory('memory.usage_in_bytes'));
  const limit = Number(memory('memory.limit_in_bytes'));
  return {
    usedBytes: Math.max(0, used - field(memory('memory.stat'), 'total_inactive_file')),
    limitBytes: limit >= NO_LIMIT - 4096 ? 0 : limit,
    cpuSeconds: Number(cpu('cpuacct.usage')) / 1e9,
  };
}

function field(text: string, name: string): number {
  return Number(new RegExp(`^${name} (\\d+)$`, 'm').exec(text)?.[1] ?? 0);
}
