import { beforeEach, describe, expect, it } from 'vitest';
import { ApiBench } from '../../../test/fakes/api-bench.ts';
import { edit, FILE, MANIFESTS, NEWER, read } from '../../../test/fakes/change-samples.ts';
import { WebBench } from '../../../test/fakes/web-bench.ts';
import { sha256 } from '../../core/util/hash.ts';

let bench: ApiBench;
let admin: string;
beforeEach(async () => {
  bench = await ApiBench.open();
  admin = await bench.token({ role: 'admin' });
  bench.files.set(FILE, MANIFESTS);
  await bench.adopt();
});

const post = (path: string, body: unknown, headers: Readonly<Record<string, string>> = {}) =>
  bench.ask(path, { token: admin, method: 'POST', body, headers });

describe('manifests', () => {
  it('are listed with what they declare, and told with why they cannot be edited', async () => {
    const list = await read('ManifestFileList', bench.ask('/manifests', { token: admin }));
    expect(list).toMatchObject({
      metadata: { folders: [''] },
      items: [{ file: FILE, source: 'shop', editable: true, hash: sha256(MANIFESTS) }],
    });
    expect(list.items[0]?.subjects).toContain('pod/acme/agent');
    const ask = (file: string) =>
      bench.ask(`/manifests/content?file=${encodeURIComponent(file)}`, { token: admin });
    const content = await read('ManifestFile', ask(FILE));
    expect(content).toMatchObject({ text: MANIFESTS, editable: true });
    for (const file of ['../../etc/passwd', '/etc/passwd', 'none.yaml']) {
      expect((await ask(file)).status).toBe(404);
    }
    expect((await bench.ask('/manifests/content', { token: admin })).status).toBe(400);
  });
});

describe('who may change something', () => {
  it('is an administrator with JSON, and nobody else', async () => {
    const [readOnly, tenant] = [await bench.token(), await bench.token({ tenant: 'acme' })];
    for (const path of ['/changes', '/changes/preview', '/pods/acme/agent/drift/accept']) {
      for (const token of [readOnly, tenant]) {
        const answer = await bench.ask(path, { token, method: 'POST', body: edit(NEWER) });
        expect(answer.status).toBe(403);
      }
    }
    expect((await bench.ask('/manifests', { token: tenant })).status).toBe(403);
    expect((await bench.ask('/manifests', { token: readOnly })).status).toBe(200);
    const read = await bench.ask(`/manifests/content?file=${FILE}`, { token: readOnly });
    expect(read.status).toBe(403);
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', '']) {
      const answer = await post('/changes', edit(NEWER), { 'content-type': type });
      expect(answer.status).toBe(415);
    }
    expect(bench.files.get(FILE)).toBe(MANIFESTS);
  });

  it.each([
    ['{', 400],
    ['[]', 400],
    [{}, 400],
    [{ edits: [] }, 400],
    [{ ...edit(NEWER), more: 1 }, 400],
    [{ ...edit(NEWER), message: 'a\u0000b' }, 400],
    [edit('a\u0000b'), 400],
    [edit('x'.repeat(2 ** 20)), 413],
  ])('sends a body in its form: %#', async (body, status) => {
    expect((await post('/changes', body)).status).toBe(status);
    expect(bench.reported).toEqual([]);
  });

  it('at the dashboard is who a page of this host sent it for', async () => {
    const web = new WebBench();
    const cookie = await web.setUp('correct horse battery');
    const body = edit(NEWER);
    for (const origin of ['https://evil.example', 'null']) {
      const answer = await web.ask('POST', '/api/v1/changes', { cookie, origin, body });
      expect(answer.status).toBe(401);
    }
    // Nobody leads there; but it was let in.
    expect((await web.ask('POST', '/api/v1/changes', { cookie, body })).status).toBe(503);
  });
});
