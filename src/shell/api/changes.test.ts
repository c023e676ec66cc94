import { beforeEach, describe, expect, it } from 'vitest';
import { ApiBench } from '../../../test/fakes/api-bench.ts';
import { edit, FILE, MANIFESTS, NEWER, read } from '../../../test/fakes/change-samples.ts';
import { sha256 } from '../../core/util/hash.ts';

let bench: ApiBench;
let admin: string;
let reloads: number;
beforeEach(async () => {
  bench = await ApiBench.open();
  admin = await bench.token({ role: 'admin' });
  reloads = 0;
  bench.requests.listen(
    () => undefined,
    () => {
      reloads += 1;
    },
  );
  bench.files.set(FILE, MANIFESTS);
  await bench.adopt();
});

const post = (path: string, body: unknown, headers: Readonly<Record<string, string>> = {}) =>
  bench.ask(path, { token: admin, method: 'POST', body, headers });

describe('a preview', () => {
  it('says what an edit comes to, for what it touches alone, and writes nothing', async () => {
    const response = await post('/changes/preview', edit(NEWER));
    const preview = await read('ChangePreview', response);
    expect(response.status).toBe(200);
    expect(preview).toMatchObject({ valid: true, diagnostics: [] });
    const moved = preview.plan?.subjects.filter(({ verdict }) => verdict !== 'unchanged');
    expect(moved).toMatchObject([{ subject: 'pod/acme/agent', verdict: 'update' }]);
    expect(preview.impact).toEqual([
      expect.stringMatching(/^pod acme\/agent gets a new container: about \d+s without answers$/),
    ]);
    expect(preview.diffs[0]?.diff).toContain(
      '+spec: { image: "ghcr.io/openclaw/openclaw:2026.9.7" }',
    );
    expect([bench.files.get(FILE), bench.commits, reloads]).toEqual([MANIFESTS, [], 0]);
  });

  it('tells where an edit is wrong', async () => {
    const wrong = MANIFESTS.replace('spec: { image', 'spec: { imago');
    const preview = await read('ChangePreview', post('/changes/preview', edit(wrong)));
    expect(preview).toMatchObject({ valid: false, impact: [] });
    expect(preview.diagnostics[0]).toMatchObject({ file: FILE, line: 13, severity: 'error' });
  });

  it('of a comment costs nobody anything', async () => {
    const preview = await read(
      'ChangePreview',
      post('/changes/preview', edit(`# Two\n${MANIFESTS}`)),
    );
    expect(preview).toMatchObject({ valid: true, impact: [], plan: { subjects: [] } });
  });

  it('says who would run on without a manifest', async () => {
    const fewer = MANIFESTS.slice(0, MANIFESTS.lastIndexOf('---\n'));
    const preview = await read('ChangePreview', post('/changes/preview', edit(fewer)));
    expect(preview.impact).toEqual([expect.stringContaining('pod globex/agent is in no manifest')]);
  });
});

describe('a change', () => {
  it('that git refuses is in force all the same, and says so', async () => {
    bench.git.refusal = 'not today';
    const body = await read('Accepted', post('/changes', edit(NEWER)));
    expect(body).toMatchObject({
      notCommitted: 'not today',
      message: `${FILE} written; the file is written but not committed: not today`,
    });
    expect(body).not.toHaveProperty('revision');
    expect([bench.files.get(FILE), reloads]).toEqual([NEWER, 1]);
  });

  it('is written, committed with its author, on record, and told to the loop', async () => {
    const response = await post('/changes', edit(NEWER));
    const body = await read('Accepted', response);
    expect(response.status).toBe(202);
    expect(body).toMatchObject({ subject: 'pod/acme/agent', files: [FILE], revision: '4f2a' });
    expect([bench.files.get(FILE), reloads]).toEqual([NEWER, 1]);
    expect(bench.commits).toEqual([
      { files: [FILE], message: 'Change pod acme/agent', author: 'token t-0 <admin@example.org>' },
    ]);
    const [entry] = await bench.workspace.store.audit({ limit: 1 });
    expect(entry).toMatchObject({
      actor: 'token t-0',
      action: 'manifest edit',
      subject: 'pod/acme/agent',
      result: 'written',
    });
  });

  it('takes the message that somebody wrote, and makes a new file of its name', async () => {
    const text = MANIFESTS.slice(0, MANIFESTS.indexOf('---')).replace('acme', 'initech');
    const body = { ...edit(text, null, 'initech.yaml'), message: 'A new customer' };
    expect((await post('/changes', body)).status).toBe(202);
    expect(bench.files.get('initech.yaml')).toBe(text);
    expect(bench.commits[0]?.message).toBe('A new customer');
  });

  it('is refused with what the file says now when somebody was faster', async () => {
    bench.files.set(FILE, NEWER);
    for (const path of ['/changes', '/changes/preview']) {
      const response = await post(path, edit(`${MANIFESTS}# mine\n`));
      const problem = await read('Problem', response);
      expect(response.status).toBe(409);
      const now = { hash: sha256(NEWER), text: NEWER };
      expect(problem).toMatchObject({ reason: 'ManifestChanged', file: FILE, ...now });
    }
    expect(bench.files.get(FILE)).toBe(NEWER);
    const taken = await post('/changes', edit(MANIFESTS, null));
    expect(await taken.json()).toMatchObject({ reason: 'ManifestChanged', hash: sha256(NEWER) });
    const gone = await post('/changes', edit(MANIFESTS, 'x', 'gone.yaml'));
    expect(await gone.json()).toMatchObject({ reason: 'ManifestChanged', hash: null });
  });

  it('of two at once on one text is made once', async () => {
    const wishes = ['a', 'b'].map((word) => post('/changes', edit(`# ${word}\n${MANIFESTS}`)));
    const statuses = (await Promise.all(wishes)).map(({ status }) => status);
    expect(statuses.sort()).toEqual([202, 409]);
    expect(bench.commits).toHaveLength(1);
  });

  it('is not made when it would do something else than was agreed to', async () => {
    const { fingerprint } = await read('ChangePreview', post('/changes/preview', edit(NEWER)));
    const other = await post('/changes', { ...edit(NEWER), fingerprint: 'f'.repeat(64) });
    expect(await other.json()).toMatchObject({ status: 409, reason: 'PlanChanged' });
    expect(bench.files.get(FILE)).toBe(MANIFESTS);
    expect((await post('/changes', { ...edit(NEWER), fingerprint })).status).toBe(202);
  });

  it('that is invalid writes nothing', async () => {
    const response = await post('/changes', edit(`${MANIFESTS}---\nkind: Pod\n`));
    const problem = await read('Problem', response);
    expect(response.status).toBe(422);
    expect(problem).toMatchObject({ reason: 'InvalidManifest' });
    expect(problem.diagnostics?.length).toBeGreaterThan(0);
    expect(bench.files.get(FILE)).toBe(MANIFESTS);
  });

  it('of several files puts back what it wrote when one of them cannot be written', async () => {
    const text = MANIFESTS.slice(0, MANIFESTS.indexOf('---')).replace('acme', 'initech');
    bench.unwritable.add('initech.yaml');
    const { edits } = edit(NEWER);
    const body = { edits: [...edits, { file: 'initech.yaml', base: null, text }] };
    expect(await (await post('/changes', body)).json()).toMatchObject({
      status: 409,
      reason: 'ManifestUnwritable',
      detail: 'cannot write /manifests/initech.yaml',
    });
    expect([...bench.files]).toEqual([[FILE, MANIFESTS]]);
    expect(bench.commits).toEqual([]);
  });

  it.each([
    '../evil.yaml',
    '/etc/evil.yaml',
    'a/evil.yaml',
    'evil.yml',
    '.evil.yaml',
    'EVIL.yaml',
    'evil.yaml/',
    '..%2fevil.yaml',
    'evil\n.yaml',
  ])('makes no file %j', async (file) => {
    const response = await post('/changes', edit(MANIFESTS, null, file));
    expect(await response.json()).toMatchObject({ status: 409, reason: 'NotEditable' });
    expect([...bench.files.keys()]).toEqual([FILE]);
  });

  it('leaves a sealed file as it is, to the byte', async () => {
    const sealed = `${MANIFESTS.slice(0, MANIFESTS.indexOf('---'))}sops:\n  mac: ENC[x]\n`;
    bench.files.set('sealed.yaml', sealed);
    const response = await post('/changes', edit(`# x\n${sealed}`, sha256(sealed), 'sealed.yaml'));
    expect(await response.json()).toMatchObject({
      reason: 'NotEditable',
      hint: 'edit it with sops sealed.yaml',
    });
    expect(bench.files.get('sealed.yaml')).toBe(sealed);
  });
});
