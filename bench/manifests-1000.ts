import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { makePlan } from '../src/core/plan/reconciler.ts';
import { createLoadCache, type LoadCache, loadDesired } from '../src/engine/load.ts';
import { manifestSource } from '../src/services/source/manifest-source.ts';
import { World } from '../test/fakes/world.ts';
import { compare, type Row } from './measure.ts';

/** Loading and planning 1000 manifests, cold and warm, nothing changed. The Engine is a fake. */
const COUNT = 1000;

function manifest(index: number): string {
  const tenant = `t${String(Math.floor(index / 10)).padStart(3, '0')}`;
  const head =
    index % 10 === 0
      ? `apiVersion: agentpod.dev/v1alpha1\nkind: Tenant\nmetadata:\n  name: ${tenant}\nspec:\n  displayName: Customer ${tenant}\n  domain: '{pod}.{tenant}.example.com'\n---\n`
      : '';
  return `${head}apiVersion: agentpod.dev/v1alpha1
kind: Pod
metadata:
  name: ${tenant}/agent-${index % 10}
spec:
  image: ghcr.io/openclaw/openclaw:2026.9.6
  resources:
    cpus: 1
    memory: 1536Mi
  model:
    primary: acme-llm/small
  providers:
    acme-llm:
      baseUrl: https://llm.example.com/v1
      models:
        - id: small
          contextWindow: 32000
          cost: { input: 1, output: 2 }
`;
}

export async function manifests1000(): Promise<Row[]> {
  const folder = await mkdtemp(join(tmpdir(), 'agentpod-bench-'));
  try {
    await Promise.all(
      Array.from({ length: COUNT }, (_, index) =>
        writeFile(join(folder, `${String(index).padStart(4, '0')}.yaml`), manifest(index)),
      ),
    );
    return await measure(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function measure(folder: string): Promise<Row[]> {
  const world = new World({ ports: { first: 20000, last: 21999 }, subnetPool: '10.64.0.0/12' });
  const { workspace } = world;
  const source = manifestSource([folder], { cwd: folder, stdin: process.stdin });
  const load = (cache: LoadCache) => loadDesired({ source, secrets: workspace.secrets, cache });
  const warm = createLoadCache();
  const { desired } = await load(warm);
  await world.apply(desired, { concurrency: 50 });
  const observed = await world.observe(desired, false);
  const prune = { enabled: false, allowEmpty: false, maxDeletes: 1 };
  const diff = async (cache: LoadCache): Promise<void> => {
    const loaded = await load(cache);
    const plan = makePlan(loaded.desired, observed, {
      ...world.settings,
      now: '2026-11-24T00:00:00Z',
      prune,
    });
    if (plan.operations.length > 0) throw new Error('the bench is not at rest');
  };
  const readAll = async (): Promise<string[]> => {
    const names = await readdir(folder);
    return Promise.all(names.sort().map((name) => readFile(join(folder, name), 'utf8')));
  };
  const cold = await compare({
    title: `diff of ${COUNT} manifests, cold`,
    ours: () => diff(createLoadCache()),
    floorTitle: 'reading and parsing the YAML alone',
    floor: async () => (await readAll()).map((text) => parseAllDocuments(text)),
    aim: 2,
    samples: 5,
  });
  const hot = await compare({
    title: `diff of ${COUNT} manifests, warm, nothing changed`,
    ours: () => diff(warm),
    floorTitle: 'reading and hashing the files',
    floor: async () =>
      (await readAll()).map((text) => createHash('sha256').update(text).digest('hex')),
    aim: 5,
    samples: 20,
  });
  return [cold, hot];
}
