import { createHash } from 'node:crypto';
import type { PodKey } from '../src/core/model/resource.ts';
import { ControlLoop } from '../src/engine/loop/control-loop.ts';
import type { LoopEvent } from '../src/engine/loop/loop-event.ts';
import type { WatchedSource } from '../src/ports/watched-source.ts';
import { aBenchInstance } from './instance.ts';

/** As many as `serve` works on at once when nobody says otherwise. */
export const CONCURRENCY = 4;
export const STUB = 'agentpod/stub-agent:1';

/** The control loop of `serve` over so many stub agents, in this process. */
export interface Serving {
  readonly pods: readonly PodKey[];
  readonly events: readonly LoopEvent[];
  stop(): Promise<void>;
}

export async function serving(
  name: string,
  count: number,
  settings: Readonly<Record<string, string>>,
): Promise<Serving> {
  const instance = await aBenchInstance(name, { AGENTPOD_PROXY: 'off', ...settings });
  const pods = Array.from({ length: count }, (_, index): PodKey => `t${index % 5}/p${index}`);
  const events: LoopEvent[] = [];
  const drain = new AbortController();
  const up = Promise.withResolvers<void>();
  const created = new Set<string>();
  const loop = new ControlLoop({
    workspace: instance.workspace,
    sources: [inMemory(textOf(pods))],
    settings: {
      concurrency: CONCURRENCY,
      resyncSeconds: 300,
      prune: { enabled: false, allowEmpty: false, maxDeletes: 1 },
      actor: 'bench',
    },
    random: Math.random,
    onLoopEvent: (event) => {
      events.push(event);
      if (event.kind !== 'finished') return;
      const { subject, outcome } = event.result;
      if (outcome === 'created' && subject.startsWith('pod/')) created.add(subject);
      if (created.size === count) up.resolve();
    },
  });
  const served = loop.run({ drain: drain.signal, now: new AbortController().signal });
  await up.promise;
  return {
    pods,
    events,
    async stop() {
      drain.abort();
      await served;
      await instance.remove();
    },
  };
}

function inMemory(text: string): WatchedSource {
  const hash = createHash('sha256').update(text).digest('hex');
  return {
    name: 'memory',
    revision: () => undefined,
    accepted: async () => undefined,
    watch: (_, signal) =>
      new Promise((ended) => signal.addEventListener('abort', () => ended(), { once: true })),
    read: async () => ({
      files: [{ name: 'bench.yaml', directory: '/', text, hash }],
      diagnostics: [],
    }),
  };
}

function textOf(pods: readonly PodKey[]): string {
  const tenants = [...new Set(pods.map((pod) => pod.split('/')[0] ?? ''))];
  const header = (kind: string, name: string): string =>
    `apiVersion: agentpod.dev/v1alpha1\nkind: ${kind}\nmetadata: {name: ${name}}\n`;
  const spec = `spec:
  agent: generic
  image: ${STUB}
  resources: {cpus: 0.5, memory: 32Mi, pids: 64}
  generic: {port: 18789, healthPath: /readyz}
`;
  return [
    ...tenants.map((name) => header('Tenant', name)),
    ...pods.map((pod) => header('Pod', pod) + spec),
  ].join('---\n');
}
