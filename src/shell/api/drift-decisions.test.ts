import { beforeEach, describe, expect, it } from 'vitest';
import { ApiBench } from '../../../test/fakes/api-bench.ts';
import { read } from '../../../test/fakes/change-samples.ts';

const FILE = 'acme.yaml';
const MODEL = 'agents.defaults.model.primary';
const MANIFESTS = `apiVersion: agentpod.dev/v1alpha1
kind: Tenant
metadata: { name: acme }
---
apiVersion: agentpod.dev/v1alpha1
kind: Pod
metadata: { name: acme/agent }
spec:
  image: "ghcr.io/openclaw/openclaw:2026.9.6"
  model:
    primary: openai/small # until May
  providers:
    openai: { apiKey: { env: OPENAI_KEY } }
  hosts: [agent.example.org]
  configOwnership:
    agent: [agents.defaults.thinkingDefault]
    shared: [agents.defaults.model]
`;
const POD = '/pods/acme/agent';

let bench: ApiBench;
let admin: string;
let looks: string[];
beforeEach(async () => {
  bench = new ApiBench();
  admin = await bench.token({ role: 'admin' });
  looks = [];
  bench.requests.listen((subject) => looks.push(subject));
  bench.files.set(FILE, MANIFESTS);
  await bench.adopt();
});

const post = (path: string, body: unknown) =>
  bench.ask(`${POD}${path}`, { token: admin, method: 'POST', body });

/** As an agent that edits its own config. */
function agentWrites(model: string, fallbacks?: object): void {
  const volume = [...bench.world.runtime.volumes].find(([name]) => name.includes('_config_'));
  const file = volume?.[1].files.get('openclaw.json');
  if (volume === undefined || file === undefined) throw new Error('there is no config');
  const config = JSON.parse(new TextDecoder().decode(file.content));
  config.agents.defaults.model.primary = model;
  config.agents.defaults.model.fallbacks = fallbacks;
  config.agents.defaults.thinkingDefault = 'high';
  const content = new TextEncoder().encode(JSON.stringify(config));
  volume[1].files.set('openclaw.json', { ...file, nanos: 1, content });
}

describe('drift of a pod', () => {
  it('is told with its owner and what becomes of it', async () => {
    expect((await read('PodDrift', bench.ask(`${POD}/drift`, { token: admin }))).items).toEqual([]);
    agentWrites('openai/large');
    const { items } = await read('PodDrift', bench.ask(`${POD}/drift`, { token: admin }));
    expect(items).toMatchObject([
      {
        place: MODEL,
        before: { value: 'openai/small' },
        after: { value: 'openai/large' },
        owner: 'shared',
        fate: 'needs-accept',
        acceptable: true,
      },
      { place: 'agents.defaults.thinkingDefault', owner: 'agent', fate: 'left' },
    ]);
    const tenant = await bench.token({ tenant: 'acme' });
    expect((await bench.ask(`${POD}/drift`, { token: tenant })).status).toBe(403);
  });

  it('is accepted into the manifest, its comments kept, after a look at the edit', async () => {
    agentWrites('openai/large');
    const choice = { places: [MODEL] };
    const preview = await read(
      'ChangePreview',
      post('/drift/accept', { ...choice, preview: true }),
    );
    expect(preview.valid).toBe(true);
    expect(preview.diffs[0]?.diff).toContain('+    primary: openai/large # until May');
    expect(bench.files.get(FILE)).toBe(MANIFESTS);
    const accepted = await read('Accepted', post('/drift/accept', choice));
    expect(accepted).toMatchObject({ file: FILE, revision: '4f2a' });
    expect(bench.files.get(FILE)).toBe(MANIFESTS.replace('small #', 'large #'));
    expect(bench.commits[0]?.message).toBe(`Accept drift of pod acme/agent: ${MODEL}`);
    const [entry] = await bench.workspace.store.audit({ limit: 1 });
    expect(entry).toMatchObject({ action: 'drift accept', result: 'written' });
  });

  it('of many places is accepted in one edit', async () => {
    const fallbacks = Object.fromEntries(Array.from({ length: 20 }, (_, n) => [`key${n}`, n]));
    agentWrites('openai/large', fallbacks);
    expect((await post('/drift/accept', { all: true })).status).toBe(202);
    expect(bench.commits).toHaveLength(1);
    const text = bench.files.get(FILE) ?? '';
    expect(text).toContain('openai/large');
    for (const key of Object.keys(fallbacks)) expect(text).toContain(`${key}: `);
    await bench.adopt();
    expect((await post('/drift/accept', { all: true })).status).toBe(409);
  });

  it('is decided as it was looked at: what an agent writes meanwhile is not slipped in', async () => {
    agentWrites('openai/large');
    for (const decision of ['accept', 'revert']) {
      const looked = await read(
        'ChangePreview',
        post(`/drift/${decision}`, { all: true, preview: true }),
      );
      const { fingerprint } = looked;
      agentWrites('evil/larger', ['evil/large']);
      expect(
        await read('Problem', post(`/drift/${decision}`, { all: true, fingerprint })),
      ).toMatchObject({ status: 409, reason: 'PlanChanged' });
      agentWrites('openai/large');
    }
    expect(bench.files.get(FILE)).toBe(MANIFESTS);
    expect(bench.requests.putBacks.snapshot().size).toBe(0);
    const again = await read('ChangePreview', post('/drift/accept', { all: true, preview: true }));
    const { fingerprint } = again;
    expect((await post('/drift/accept', { all: true, fingerprint })).status).toBe(202);
  });

  it('is put back by the loop, which is told the places', async () => {
    agentWrites('openai/large');
    const preview = await read(
      'ChangePreview',
      post('/drift/revert', { all: true, preview: true }),
    );
    expect(preview.plan?.changes.map(({ path }) => path)).toContain(`openclaw.json:${MODEL}`);
    expect(bench.requests.putBacks.snapshot().size).toBe(0);
    expect((await post('/drift/revert', { all: true })).status).toBe(202);
    expect([...bench.requests.putBacks.snapshot()]).toEqual([['acme/agent', [MODEL]]]);
    expect(looks).toEqual(['pod/acme/agent']);
  });

  it('that is not there cannot be decided about', async () => {
    for (const path of ['/drift/accept', '/drift/revert']) {
      for (const choice of [{ all: true }, { places: [MODEL] }]) {
        expect(await read('Problem', post(path, choice))).toMatchObject({
          status: 409,
          reason: 'NoDrift',
        });
      }
      for (const body of [{}, { all: true, places: ['a'] }, { places: [] }]) {
        expect((await post(path, body)).status).toBe(400);
      }
    }
    expect(bench.commits).toEqual([]);
  });
});

describe('an owner link', () => {
  it('is in the one answer, and nowhere else', async () => {
    const response = await post('/open', {});
    expect(response.headers.get('cache-control')).toBe('no-store');
    const link = await read('OwnerLink', response);
    expect(link).toMatchObject({ host: 'agent.example.org', otherHosts: [] });
    const audit = await bench.workspace.store.audit({ limit: 9 });
    expect(audit.map(({ action, result }) => `${action} ${result}`)).toEqual([
      'pod open link made',
      'pod open started',
    ]);
    expect(JSON.stringify(audit)).not.toContain(link.url);
    expect(await read('Problem', post('/open', { host: 'other.example.org' }))).toMatchObject({
      status: 400,
      hint: 'use agent.example.org',
    });
  });
});
