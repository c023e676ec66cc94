import Value from 'typebox/value';
import { beforeEach, describe, expect, it } from 'vitest';
import { ApiBench } from '../../../test/fakes/api-bench.ts';
import { WebBench } from '../../../test/fakes/web-bench.ts';
import { SHAPES } from '../../core/api/shapes.ts';
import type { Subject } from '../../core/model/resource.ts';

let bench: ApiBench;
let admin: string;
let asked: Subject[];
beforeEach(async () => {
  bench = await ApiBench.open();
  admin = await bench.token({ role: 'admin' });
  asked = [];
  bench.requests.listen((subject) => asked.push(subject));
  bench.files.set('tenants.yaml', MANIFESTS);
});

const MANIFESTS = `# A customer
apiVersion: agentpod.dev/v1alpha1
kind: Tenant
metadata: { name: acme }
---
apiVersion: agentpod.dev/v1alpha1
kind: Pod
metadata: { name: acme/agent }
spec:
  # Kept as it is.
  agent: generic
  image: agentpod/stub-agent:1
  generic: { port: 8080, healthPath: / }
`;

const post = (path: string, token = admin, headers: Readonly<Record<string, string>> = {}) =>
  bench.ask(path, { token, method: 'POST', headers });
const key = (value: string) => ({ 'idempotency-key': value });

describe('what an administrator has done', () => {
  it('is a look at a pod, at once', async () => {
    const response = await post('/pods/acme/agent/reconcile');
    expect(response.status).toBe(202);
    expect(Value.Check(SHAPES.Accepted, await response.json())).toBe(true);
    expect(asked).toEqual(['pod/acme/agent']);
  });

  it('is an edit of the manifest, which keeps its comments, is committed and on record', async () => {
    const response = await post('/pods/acme/agent/suspend');
    expect(await response.json()).toMatchObject({ file: 'tenants.yaml', revision: '4f2a' });
    const text = bench.files.get('tenants.yaml') ?? '';
    expect(text.replace('  suspended: true\n', '')).toBe(MANIFESTS);
    expect(text).toContain('suspended: true');
    expect(await (await post('/pods/acme/agent/suspend')).json()).toMatchObject({
      message: 'already declared suspended',
    });
    await post('/pods/acme/agent/resume');
    expect(bench.files.get('tenants.yaml')).toBe(MANIFESTS);
    const audit = await bench.workspace.store.audit({ limit: 9 });
    expect(audit.map(({ actor, action, result }) => [actor, action, result])).toEqual([
      ['token t-0', 'pod resume', 'written'],
      ['token t-0', 'pod suspend', 'unchanged'],
      ['token t-0', 'pod suspend', 'written'],
    ]);
  });

  it('says what to do where the manifest is no file of the server', async () => {
    bench.files.clear();
    const response = await post('/pods/acme/agent/suspend');
    expect(response.status).toBe(409);
    expect(await response.json()).toMatchObject({
      reason: 'NotEditable',
      hint: expect.stringContaining('commit and push'),
    });
  });

  it('writes nothing while any manifest is invalid', async () => {
    bench.files.set('broken.yaml', 'apiVersion: agentpod.dev/v1alpha1\nkind: Pod\nspec: {}\n');
    const response = await post('/pods/acme/agent/suspend');
    expect([response.status, bench.files.get('tenants.yaml')]).toEqual([409, MANIFESTS]);
  });

  it('is done once for one key, whoever asks again', async () => {
    const path = '/pods/acme/agent/reconcile';
    const [first, second] = await Promise.all([1, 2].map(() => post(path, admin, key('k'))));
    expect([first?.status, second?.status]).toEqual([202, 202]);
    expect(second?.headers.get('idempotency-replayed')).toBe('true');
    expect(asked).toHaveLength(1);
    const other = await post('/pods/acme/other/reconcile', admin, key('k'));
    expect(other.status).toBe(422);
    bench.time += 86_400_001;
    await post(path, admin, key('k'));
    expect(asked).toHaveLength(2);
  });

  it('is done again where it failed', async () => {
    bench.files.clear();
    expect((await post('/pods/acme/agent/suspend', admin, key('k'))).status).toBe(409);
    bench.files.set('tenants.yaml', MANIFESTS);
    expect((await post('/pods/acme/agent/suspend', admin, key('k'))).status).toBe(202);
  });

  it.each(['a b', 'x'.repeat(201)])('takes no key like %o', async (value) => {
    expect((await post('/pods/acme/agent/reconcile', admin, key(value))).status).toBe(400);
  });

  it('is for administrators, by POST, about pods that are in the manifests', async () => {
    const readOnly = await bench.token();
    const tenant = await bench.token({ tenant: 'acme' });
    for (const path of ['reconcile', 'suspend', 'resume'].map(
      (each) => `/pods/acme/agent/${each}`,
    )) {
      expect((await post(path, readOnly)).status).toBe(403);
      expect((await post(path, tenant)).status).toBe(403);
      const got = await bench.ask(path, { token: admin });
      expect([got.status, got.headers.get('allow')]).toEqual([405, 'POST']);
    }
    expect((await post('/pods/acme/none/reconcile')).status).toBe(404);
    expect(asked).toEqual([]);
    expect(bench.files.get('tenants.yaml')).toBe(MANIFESTS);
  });
});

describe('an action of the dashboard', () => {
  it('counts only when a page of this host sent it', async () => {
    const web = new WebBench();
    const cookie = await web.setUp('correct horse battery');
    const path = '/api/v1/pods/acme/agent/suspend';
    const foreign = await web.ask('POST', path, { cookie, origin: 'https://evil.example' });
    expect(foreign.status).toBe(401);
    // Nobody leads there; but it was let in.
    expect((await web.ask('POST', path, { cookie })).status).toBe(503);
  });
});
