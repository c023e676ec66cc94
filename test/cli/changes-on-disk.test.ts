/** The status API over real files in a real git work tree, with everything else on fakes. */
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { execa } from 'execa';
import { beforeEach, expect, test } from 'vitest';
import { commitAuthor, manifestGround } from '../../src/app-changes.ts';
import { ChangeDesk } from '../../src/engine/changes/change-desk.ts';
import { manifestList } from '../../src/engine/changes/manifest-list.ts';
import { suspendPod } from '../../src/engine/changes/suspend-pod.ts';
import type { ChangeScene } from '../../src/engine/changes/weigh-edits.ts';
import { loadDesired } from '../../src/engine/load.ts';
import { folderSource } from '../../src/services/source/folder-source.ts';
import { World } from '../fakes/world.ts';

const AUTHOR = 'Ann Admin <ann@example.org>';
const TENANT = 'apiVersion: agentpod.dev/v1alpha1\nkind: Tenant\nmetadata: { name: acme }\n';
const POD = `---
apiVersion: agentpod.dev/v1alpha1
kind: Pod
metadata: { name: acme/agent }
spec:
  # Kept as it is.
  image: ghcr.io/openclaw/openclaw:2026.9.6
`;
const FILE = 'tenants/acme.yaml';

let cwd: string;
let desk: ChangeDesk;
let scene: ChangeScene;

const git = async (...argv: readonly string[]) => (await execa('git', argv, { cwd })).stdout;
const read = (file: string) => readFile(join(cwd, file), 'utf8');
const hashOf = async (file: string) =>
  (await manifestList(desk.ground)).items.find((item) => item.file === file)?.hash ?? null;

beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'agentpod-changes-'));
  await mkdir(join(cwd, 'tenants'));
  await writeFile(join(cwd, FILE), TENANT + POD);
  await git('init', '-q');
  await git('add', '.');
  await git('-c', 'user.name=t', '-c', 'user.email=t@example.com', 'commit', '-qm', 'Begin');
  const source = folderSource('tenants', 'tenants', { cwd, stdin: new PassThrough() });
  const prune = { enabled: false, allowEmpty: false, maxDeletes: 1 };
  const settings = { concurrency: 1, resyncSeconds: 30, actor: 'test', prune };
  desk = new ChangeDesk(manifestGround([source], { cwd, settings }));
  const { workspace } = new World();
  const { desired } = await loadDesired({ source, secrets: workspace.secrets });
  scene = { workspace, inForce: desired };
  return () => rm(cwd, { recursive: true, force: true });
});

test('an edit is committed alone, with its author', async () => {
  await writeFile(join(cwd, 'notes.txt'), 'mine');
  await git('add', 'notes.txt');
  const text = `# the customer\n${await read(FILE)}`.replace('2026.9.6', '2026.9.7');
  const edits = [{ file: FILE, base: await hashOf(FILE), text }];
  const done = await desk.carryOut(scene, { edits, author: AUTHOR });
  expect(done).toMatchObject({ files: [FILE], subjects: ['pod/acme/agent'] });
  expect(await read(FILE)).toBe(text);
  expect(await git('log', '-1', '--format=%h %an <%ae>: %s')).toBe(
    `${done.revision} ${AUTHOR}: Change pod acme/agent`,
  );
  expect(await git('show', '--name-only', '--format=')).toBe(FILE);
  expect(await git('status', '--porcelain')).toBe('A  notes.txt');
});

test('suspending and resuming leaves the file as it was, in two commits', async () => {
  const [pod] = scene.inForce.pods;
  if (pod === undefined) throw new Error('no pod');
  const done = await suspendPod(desk, scene, { pod, suspended: true, author: AUTHOR });
  expect(done).toMatchObject({ file: FILE, changed: true });
  await suspendPod(desk, scene, { pod, suspended: false, author: AUTHOR });
  expect(await read(FILE)).toBe(TENANT + POD);
  expect(await git('log', '-2', '--format=%an: %s')).toBe(
    'Ann Admin: Resume pod acme/agent\nAnn Admin: Suspend pod acme/agent',
  );
});

test('whoever is slower than a pull learns what stands there now', async () => {
  const base = await hashOf(FILE);
  await writeFile(join(cwd, FILE), `${TENANT + POD}# pulled\n`);
  const now = { hash: await hashOf(FILE), text: `${TENANT + POD}# pulled\n` };
  const edits = [{ file: FILE, base, text: TENANT }];
  await expect(desk.carryOut(scene, { edits, author: AUTHOR })).rejects.toMatchObject({
    reason: 'ManifestChanged',
    now,
  });
});

test('new files are made in the folder and nowhere else, and none through a link', async () => {
  expect((await manifestList(desk.ground)).folders).toEqual(['tenants/']);
  const text = TENANT.replace('acme', 'initech');
  const make = (file: string) =>
    desk.carryOut(scene, { edits: [{ file, base: null, text }], author: AUTHOR });
  expect(await make('tenants/initech.yaml')).toMatchObject({ subjects: ['tenant/initech'] });
  expect(await git('log', '-1', '--format=%s')).toBe('Change tenant initech');
  await symlink('../outside.yaml', join(cwd, 'tenants/dead.yaml'));
  await mkdir(join(cwd, 'tenants/folder.yaml'));
  for (const file of [
    'outside.yaml',
    'tenants/../outside.yaml',
    'tenants/sub/new.yaml',
    'tenants/.hidden.yaml',
    'tenants/dead.yaml',
    'tenants/folder.yaml',
    join(cwd, 'tenants/absolute.yaml'),
  ]) {
    await expect(make(file), file).rejects.toMatchObject({ reason: 'NotEditable' });
  }
});

test('a file that is reached by a link is not edited', async () => {
  await writeFile(join(cwd, 'tenants/other.txt'), TENANT.replace('acme', 'globex'));
  await symlink('other.txt', join(cwd, 'tenants/globex.yaml'));
  const base = await hashOf('tenants/globex.yaml');
  const edits = [{ file: 'tenants/globex.yaml', base, text: TENANT }];
  await expect(desk.carryOut(scene, { edits, author: AUTHOR })).rejects.toMatchObject({
    reason: 'NotEditable',
    hint: 'edit the file that the link leads to',
  });
});

test('a commit that git refuses leaves the file written, and says why', async () => {
  await writeFile(join(cwd, '.git/hooks/pre-commit'), '#!/bin/sh\necho not today >&2\nexit 1\n', {
    mode: 0o755,
  });
  const edits = [{ file: FILE, base: await hashOf(FILE), text: `${TENANT + POD}# x\n` }];
  const done = await desk.carryOut(scene, { edits, author: AUTHOR });
  expect(done).toMatchObject({ files: [FILE], notCommitted: 'not today' });
  expect(await read(FILE)).toContain('# x');
});

test('the administrator has an author where none is named', () => {
  expect(commitAuthor({ commitAuthor: AUTHOR })).toBe(AUTHOR);
  expect(commitAuthor({})).toMatch(/^AgentPod administrator <admin@.+>$/);
});
