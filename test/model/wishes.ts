import type { PodKey } from '../../src/core/model/resource.ts';

/** The model: what the manifests ask for, in a few words for each pod. */
export interface Wish {
  readonly image: 'one' | 'two' | 'absent';
  readonly mode: 'calm' | 'busy' | 'broken';
  readonly suspended: boolean;
  readonly keeps: boolean;
  readonly guarded: boolean;
  /** Hot, for an OpenClaw; nothing for others. */
  readonly model: 'openai/gpt-5' | 'openai/gpt-5-mini';
}

export const PODS: readonly PodKey[] = ['acme/a', 'acme/b', 'globex/c'];
/** It has a gateway, a config and a state volume; `a` has a state volume only, and `c` none. */
export const OPENCLAW: PodKey = 'acme/b';
export const WITH_STATE: ReadonlySet<PodKey> = new Set(['acme/a', 'acme/b']);

export const FIRST_WISH: Wish = {
  image: 'one',
  mode: 'calm',
  suspended: false,
  keeps: true,
  guarded: false,
  model: 'openai/gpt-5',
};

export type Wishes = ReadonlyMap<PodKey, Wish>;

const STUBS = { one: 'agentpod/stub-agent:1', two: 'agentpod/stub-agent:2', absent: 'absent:1' };
const OPENCLAWS = {
  one: 'ghcr.io/openclaw/openclaw:2026.9.6',
  two: 'ghcr.io/openclaw/openclaw:2026.9.7',
  absent: 'absent:1',
};

export function imageOf(pod: PodKey, { image }: Wish): string {
  return pod === OPENCLAW ? OPENCLAWS[image] : STUBS[image];
}

/** One file for each tenant that has pods. */
export function renderWishes(wishes: Wishes): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  for (const [pod, wish] of wishes) {
    const tenant = pod.split('/')[0] ?? '';
    const name = `${tenant}.yaml`;
    files.set(name, (files.get(name) ?? tenantText(tenant)) + podText(pod, wish));
  }
  return files;
}

function tenantText(name: string): string {
  return `apiVersion: agentpod.dev/v1alpha1
kind: Tenant
metadata: {name: ${name}}
`;
}

function podText(pod: PodKey, wish: Wish): string {
  const state = WITH_STATE.has(pod) ? ', stateDir: /state' : '';
  const kind =
    pod === OPENCLAW
      ? `model: {primary: ${wish.model}}`
      : `agent: generic
  generic: {port: 8080${state}}`;
  return `---
apiVersion: agentpod.dev/v1alpha1
kind: Pod
metadata: {name: ${pod}}
spec:
  ${kind}
  image: ${imageOf(pod, wish)}
  resources: {cpus: 0.5, memory: 64Mi}
  env: {MODE: ${wish.mode}}
  suspended: ${wish.suspended}
  deletionPolicy: ${wish.keeps ? 'retain' : 'delete'}
  egress: ${wish.guarded ? 'none' : 'open'}
`;
}
