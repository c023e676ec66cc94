/** Manifests in a git work tree, changed through a real server. */
import { readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { whyNoEngine } from '../../contract/docker-world.ts';
import { aFleet, type Fleet } from '../fleet/fleet.ts';
import { aStub, aTenant } from '../fleet/manifests.ts';
import { AServer } from './a-server.ts';

const missing = await whyNoEngine();
const POD = 'acme/agent';
const AUTHOR = 'Ann Admin <ann@example.org>';

describe.skipIf(missing)(`changes through a server ${missing ?? ''}`, () => {
  let fleet: Fleet;
  let server: AServer;
  let headers: Readonly<Record<string, string>>;

  const git = async (...argv: readonly string[]) =>
    (await execa('git', argv, { cwd: fleet.folder })).stdout;
  const read = (file: string) => readFile(join(fleet.folder, file), 'utf8');

  beforeAll(async () => {
    fleet = await aFleet();
    await fleet.write('acme.yaml', aTenant('acme'), aStub(POD));
    await git('init', '-q');
    await git('add', '.');
    await git('-c', 'user.name=t', '-c', 'user.email=t@example.com', 'commit', '-qm', 'Begin');
    server = new AServer(fleet, ['-f', '.', '--commit-author', AUTHOR]);
    await server.said(({ msg, subject }) => msg === 'created' && subject === `pod/${POD}`);
    const made = await fleet.run(['api-token', 'create', 'ops', '--role', 'admin']);
    headers = { Authorization: `Bearer ${made.stdout.trim()}`, 'Content-Type': 'application/json' };
  });
  afterAll(async () => {
    await server?.end('SIGKILL');
    await fleet?.remove();
  });

  const post = (path: string, body: unknown) =>
    server.post(`/api/v1${path}`, JSON.stringify(body), headers);

  async function hashOf(file: string): Promise<string> {
    const answer = await server.get(`/api/v1/manifests/content?file=${file}`, headers);
    return ((await answer.json()) as { hash: string }).hash;
  }

  it('are shown, agreed to, written, committed by their author alone, and carried out', async () => {
    const before = await read('acme.yaml');
    const text = `# the customer\n${before.replace('48Mi', '56Mi')}`;
    const edits = [{ file: 'acme.yaml', base: await hashOf('acme.yaml'), text }];
    const preview = await (await post('/changes/preview', { edits })).json();
    expect(preview).toMatchObject({
      valid: true,
      impact: [expect.stringContaining(`pod ${POD} gets a new container`)],
    });
    expect(await read('acme.yaml')).toBe(before);
    // What else somebody has staged is none of its business.
    await writeFile(join(fleet.folder, 'notes.txt'), 'mine');
    await git('add', 'notes.txt');
    const from = server.lines.length;
    const { fingerprint } = preview as { fingerprint: string };
    const answer = await post('/changes', { edits, fingerprint });
    expect(answer.status).toBe(202);
    await server.said(({ msg, subject }) => msg === 'updated' && subject === `pod/${POD}`, from);
    expect((await fleet.engine.container(POD)).HostConfig.Memory).toBe(56 * 2 ** 20);
    expect(await read('acme.yaml')).toBe(text);
    expect(await git('log', '-1', '--format=%an <%ae>: %s', '--stat=200')).toMatch(
      /^token ops <ann@example\.org>: Change pod acme\/agent\n\n acme\.yaml \| \d+ [+-]+\n 1 file changed/,
    );
    expect(await git('status', '--porcelain')).toBe('A  notes.txt');
    expect((await fleet.run(['audit', '-o', 'json'])).stdout).toContain('manifest edit');
  });

  it('are refused with what the file says now when a pull was faster', async () => {
    const base = await hashOf('acme.yaml');
    const theirs = `${await read('acme.yaml')}# pulled\n`;
    await fleet.writeText('acme.yaml', theirs);
    const edits = [{ file: 'acme.yaml', base, text: 'mine' }];
    const answer = await post('/changes', { edits });
    expect(await answer.json()).toMatchObject({ reason: 'ManifestChanged', text: theirs });
    expect(await read('acme.yaml')).toBe(theirs);
  });

  it('make a new file in the folder, and none elsewhere nor through a link', async () => {
    const from = server.lines.length;
    const text = 'apiVersion: agentpod.dev/v1alpha1\nkind: Tenant\nmetadata: {name: initech}\n';
    const made = await post('/changes', { edits: [{ file: 'initech.yaml', base: null, text }] });
    expect(await made.json()).toMatchObject({ files: ['initech.yaml'] });
    await server.said(({ msg }) => msg === 'manifests loaded', from);
    expect(await git('log', '-1', '--format=%s')).toBe('Change tenant initech');
    await symlink(join(fleet.stateDir, 'elsewhere'), join(fleet.folder, 'linked.yaml'));
    for (const file of ['../out.yaml', '/tmp/out.yaml', '.git/hooks.yaml', 'linked.yaml']) {
      const answer = await post('/changes', { edits: [{ file, base: null, text }] });
      expect(await answer.json(), file).toMatchObject({ reason: 'NotEditable' });
    }
    await fleet.erase('linked.yaml');
  });

  it('of a file that is a link are refused', async () => {
    await symlink('acme.yaml', join(fleet.folder, 'again.yaml'));
    await fleet.erase('initech.yaml');
    await symlink('other.txt', join(fleet.folder, 'initech.yaml'));
    const text = 'apiVersion: agentpod.dev/v1alpha1\nkind: Tenant\nmetadata: {name: initech}\n';
    await fleet.writeText('other.txt', text);
    const base = await hashOf('initech.yaml');
    const edits = [{ file: 'initech.yaml', base, text: `# x\n${text}` }];
    expect(await (await post('/changes', { edits })).json()).toMatchObject({
      reason: 'NotEditable',
      hint: 'edit the file that the link leads to',
    });
    expect(await read('other.txt')).toBe(text);
  });
});
