import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { STUB_IMAGE, whyNoEngine } from '../../contract/docker-world.ts';
import { AServer } from '../serve/a-server.ts';
import { aFleet, type Fleet } from './fleet.ts';
import type { Ran } from './in-process.ts';
import { aStub, aTenant } from './manifests.ts';

const missing = await whyNoEngine();
/** One by environment and one by file; each has a successor that replaces it. */
const CANARIES = {
  env: canary('env'),
  nextEnv: canary('next-env'),
  file: canary('file'),
  stored: canary('stored'),
};
/** All that tells anything, for an administrator. */
const ASKED = [
  ...['doctor', 'secrets', 'audit', 'tenants', 'tenants/acme', 'pods', 'pods/acme/agent'],
  ...['events', 'alerts', 'sources', 'runs', 'drift', 'plans', 'usage', 'channels', 'health'],
];
/** Prints what it must not, then dies, when told so by a file in its state. */
const TALKER =
  'if [ -e /state/talk ]; then cat /run/agentpod/secrets/*; exit 1; fi; exec stub-agent';

function canary(name: string): string {
  return `canary-${name}-${randomBytes(8).toString('hex')}`;
}

describe.skipIf(missing)(`a secret ${missing ?? ''}`, () => {
  let fleet: Fleet;
  /** Everything that any command line said. */
  const said: string[] = [];

  beforeAll(async () => {
    fleet = await aFleet();
    Object.assign(fleet.env, { CRM_TOKEN: CANARIES.env, AGENTPOD_DEBUG: '1' });
    await fleet.writeText('secrets/shop.key', CANARIES.file);
    const secrets = { crm: { env: 'CRM_TOKEN' }, shop: { file: 'secrets/shop.key' } };
    const talker = aStub('acme/talker', { secrets });
    await fleet.write('acme.yaml', aTenant('acme'), aStub('acme/agent', { secrets }), {
      ...talker,
      spec: { ...talker.spec, generic: { ...talker.spec.generic, command: ['sh', '-c', TALKER] } },
    });
    await everyCommand('before');
    expect(await say(['apply', '-f', '.', '--yes'])).toMatchObject({ exitCode: 0 });
    await fleet.writeText('stored.key', CANARIES.stored);
    const stored = await say(['secret', 'set', 'acme', 'stored', '--from-file', 'stored.key']);
    expect(stored, stored.stderr).toMatchObject({ exitCode: 0 });
    await everyCommand('after');
    fleet.env['CRM_TOKEN'] = CANARIES.nextEnv;
    await everyCommand('changed');
    expect(await say(['apply', '-f', '.', '--yes', '-o', 'json'])).toMatchObject({ exitCode: 0 });
    await everyCommand('again');
    await talk();
  });
  afterAll(() => fleet.remove());

  async function say(argv: readonly string[]): Promise<Ran> {
    const ran = await fleet.run(argv);
    said.push(ran.stdout, ran.stderr);
    return ran;
  }

  async function everyCommand(moment: string): Promise<void> {
    const plan = `plan-${moment}.json`;
    for (const form of ['text', 'json']) {
      await say(['diff', '-f', '.', '-v', '-o', form]);
      await say(['plan', '-f', '.', '-v', '-o', form, '--out', plan]);
    }
    await say(['validate', '-f', '.']);
    await say(['diff', '-f', '.', '-o', 'markdown']);
    for (const form of ['table', 'json', 'yaml', 'wide']) await say(['get', 'pods', '-o', form]);
    for (const form of ['text', 'json']) {
      await say(['describe', 'pod', 'acme/agent', '-o', form]);
    }
    said.push(await readFile(join(fleet.folder, plan), 'utf8'));
  }

  /**
   * The process shows its secrets in its log and dies: while it is healed, and while it
   * is taken over. `describe` and `logs` would show that log: those are the agent's own words.
   */
  async function talk(): Promise<void> {
    await fleet.engine.sh('acme/talker', 'touch /state/talk');
    await (await fleet.engine.handle('acme/talker')).stop();
    const healed = await say(['apply', '-f', '.', '--yes', '--timeout', '20s']);
    expect(healed.stdout).toContain('last log lines');
    const child = fleet.start(['apply', '-f', '.', '--yes', '--timeout', '20s', '-v']);
    const { stdout, stderr } = await child;
    said.push(stdout, stderr);
  }

  function expectClean(text: string): void {
    for (const value of Object.values(CANARIES)) {
      for (const form of [value, encoded(value, 'base64'), encoded(value, 'hex')]) {
        const at = text.indexOf(form);
        expect(at < 0 ? '' : text.slice(Math.max(0, at - 200), at + form.length)).toBe('');
      }
    }
  }

  it('is in its volume, readable by the agent alone', async () => {
    const files = 'cd /run/agentpod/secrets; stat -c "%a %u %n" *; cat *';
    expect(await fleet.engine.sh('acme/agent', files)).toBe(
      `400 1000 secret-crm\n400 1000 secret-shop\n${CANARIES.nextEnv}${CANARIES.file}`,
    );
  });

  it('is in nothing that a command says, nor in a saved plan', () => {
    expect(said.join('').length).toBeGreaterThan(10_000);
    expectClean(said.join('\n'));
  });

  it('is in nothing that the status API answers, nor in the log of the server', async () => {
    const made = await fleet.run(['api-token', 'create', 'canary', '--role', 'admin']);
    const server = new AServer(fleet, ['-f', '.']);
    try {
      await server.said(({ msg }) => msg === 'manifests loaded');
      const headers = { authorization: `Bearer ${made.stdout.trim()}` };
      const answers = await Promise.all(
        ASKED.map(async (path) => {
          const answer = await server.get(`/api/v1/${path}`, headers);
          expect([path, answer.status]).toEqual([path, 200]);
          return answer.text();
        }),
      );
      expect(answers.join()).toContain('secret-crm');
      expect(answers.join()).toContain('"name":"stored"');
      expectClean([...answers, ...server.lines.map((line) => JSON.stringify(line))].join('\n'));
    } finally {
      await server.end('SIGKILL');
    }
  });

  it('is in nothing that docker inspect shows', async () => {
    const { docker } = fleet.engine;
    const { containers, networks, volumes } = await fleet.engine.inventory();
    const shown = await Promise.all([
      ...containers.map((name) => docker.getContainer(name).inspect()),
      ...networks.map((name) => docker.getNetwork(name).inspect()),
      ...volumes.map((name) => docker.getVolume(name).inspect()),
      docker.getImage(STUB_IMAGE).inspect(),
      docker.getImage(STUB_IMAGE).history(),
    ]);
    expect(shown.length).toBeGreaterThan(8);
    expectClean(JSON.stringify(shown));
  });

  it('is in no environment of a process in the container', async () => {
    const { State } = await fleet.engine.container('acme/agent');
    const pids = [String(State.Pid), ...(await children(State.Pid))];
    expect(pids.length).toBeGreaterThan(1);
    for (const pid of pids) expectClean(await readFile(`/proc/${pid}/environ`, 'utf8'));
  });

  it('is in no table of the database', async () => {
    const dump = await fleet.databaseDump();
    expect(dump).toContain('secret-crm');
    expectClean(dump);
  });

  it('is in no file of the state folder', async () => {
    const entries = await readdir(fleet.stateDir, { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile());
    expect(files.length).toBeGreaterThan(100);
    for (const { parentPath, name } of files) {
      expectClean(await readFile(join(parentPath, name), 'latin1'));
    }
  });
});

function encoded(value: string, form: 'base64' | 'hex'): string {
  // Without the last characters of base64, which depend on what follows.
  const text = Buffer.from(value).toString(form);
  return form === 'base64' ? text.replace(/..?=*$/, '') : text;
}

function children(pid: number): Promise<string[]> {
  return new Promise((resolve) => {
    execFile('ps', ['-o', 'pid=', '--ppid', String(pid)], (_error, stdout) => {
      resolve(stdout.split('\n').flatMap((line) => line.trim() || []));
    });
  });
}
