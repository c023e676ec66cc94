import type { PodKey } from '../../../src/core/model/resource.ts';
import { STUB_IMAGE } from '../../contract/docker-world.ts';

/** Manifests of stub agents, as data; a test names only what it is about. */
export function aTenant(name: string, spec: object = {}) {
  return { apiVersion: 'agentpod.dev/v1alpha1', kind: 'Tenant', metadata: { name }, spec };
}

export interface StubPod {
  readonly image?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly secrets?: Readonly<Record<string, { readonly env: string } | { readonly file: string }>>;
  readonly suspended?: boolean;
  readonly onUnhealthy?: 'restart' | 'alert' | 'none';
  readonly deletionPolicy?: 'retain' | 'delete';
  readonly memory?: string;
  readonly hosts?: readonly string[];
  readonly route?: object;
  readonly ignoreDrift?: readonly object[];
  /** In place of the image's own. */
  readonly command?: readonly string[];
}

/** Ready at once, with a state volume at /state. */
export function aStub(name: PodKey, pod: StubPod = {}) {
  const { image = STUB_IMAGE, memory = '48Mi', command, ...rest } = pod;
  return {
    apiVersion: 'agentpod.dev/v1alpha1',
    kind: 'Pod',
    metadata: { name },
    spec: {
      agent: 'generic',
      image,
      resources: { cpus: 0.5, memory, pids: 64 },
      generic: {
        port: 18_789,
        healthPath: '/readyz',
        stateDir: '/state',
        ...(command === undefined ? {} : { command }),
      },
      ...rest,
    },
  };
}
