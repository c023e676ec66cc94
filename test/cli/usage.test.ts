import { expect, test } from 'vitest';
import { CliBench } from './cli-run.ts';
import { applyTwo } from './manifests.ts';

const MISTAKES: readonly (readonly [argv: string, error: string, hint: string])[] = [
  ['aply -f x', 'unknown command "aply"', 'did you mean agentpod apply?'],
  [
    'pod',
    '"pod" needs a verb',
    'one of: pod list, pod create, pod open, pod suspend, pod resume, pod invite, pod sessions',
  ],
  ['pod creat a/b', 'unknown command "pod creat"', 'did you mean agentpod pod create?'],
  ['apply --yess', 'apply has no option --yess', 'did you mean --yes?'],
  ['apply', 'no manifests given', 'say where they are, e.g. agentpod apply -f tenants/'],
  ['diff -f x -o yml', '-o yml is not an output form of this command', 'use text, json, markdown'],
  ['get podz', 'podz: not a kind of resource', 'did you mean pod?'],
  ['logs acme', 'acme: not a pod', 'write TENANT/NAME'],
  ['exec acme/agent', 'no command given', 'write agentpod exec acme/agent -- COMMAND'],
  ['exec -it acme/agent -- sh', '-i and -t need a terminal', 'leave them out in scripts'],
  ['apply -f x --timeout 5x', '--timeout 5x: not a duration', 'write 30s, 5m or 1h30m'],
  ['get pods -l tier=gold', '-l needs the manifests, where labels live', 'add -f PATH'],
  ['delete', 'say what to delete', 'delete pod TENANT/NAME, delete tenant NAME, or delete -f PATH'],
  ['completion tcsh', 'tcsh: not a known shell', 'use bash, zsh or fish'],
  ['help nonsense', 'no help for "nonsense"', 'see agentpod help'],
  ['version --instance', '--instance needs a value', 'see agentpod help version'],
  ['get -x pods', 'get has no option -x', 'see agentpod help get'],
  ['get pods -owide', '-owide: a value stands apart', 'write -o wide'],
  ['apply -f x --dry-run=client', '--dry-run takes no value', 'write --dry-run'],
  [
    'describe acme/agent -o yaml',
    'describe has no -o yaml: it is for people',
    'use agentpod get pod acme/agent -o yaml',
  ],
];

test.each(MISTAKES)('agentpod %s is refused with 2 and a way out', async (argv, error, hint) => {
  await using cli = await CliBench.open();
  const result = await cli.run(argv.split(' '));
  expect(result).toEqual({ code: 2, stdout: '', stderr: `error: ${error}\nhint: ${hint}\n` });
});

test('a provider key on the command line is refused and not repeated', async () => {
  await using cli = await CliBench.open();
  await cli.run(['tenant', 'create', 'acme', '--no-apply', '--no-commit']);
  const result = await cli.run([
    'pod',
    'create',
    'acme/agent',
    '--provider',
    'openai=sk-secret-value',
  ]);
  expect(result.code).toBe(2);
  expect(result.stderr).not.toContain('sk-secret-value');
  expect(result.stderr).toContain('write secret:NAME, env:NAME or file:PATH, never the value');
});

test('agentpod alone shows the commands to begin with', async () => {
  await using cli = await CliBench.open();
  const { code, stdout } = await cli.run([]);
  expect(code).toBe(0);
  expect(stdout.match(/^ {2}agentpod /gm)).toHaveLength(6);
});

test('every command explains itself with a description, options and, mostly, examples', async () => {
  await using cli = await CliBench.open();
  const { stdout } = await cli.run(['help']);
  const commands = [...stdout.matchAll(/^ {2}agentpod (\S+(?: [a-z]+)?) {2,}/gm)].map(
    (match) => match[1] ?? '',
  );
  expect(commands.length).toBeGreaterThan(15);
  for (const command of commands) {
    const help = await cli.run([...command.split(' '), '--help']);
    expect(help.code, command).toBe(0);
    expect(help.stdout, command).toContain('--instance');
    expect(help.stdout, command).not.toContain('#0');
  }
});

test('version names the version, as text and as JSON', async () => {
  await using cli = await CliBench.open();
  expect((await cli.run(['version'])).stdout).toBe('agentpod 1.2.3\n');
  expect(JSON.parse((await cli.run(['version', '-o', 'json'])).stdout)).toMatchObject({
    kind: 'Version',
    version: '1.2.3',
  });
});

test('help is found from every side', async () => {
  await using cli = await CliBench.open();
  const asked = await Promise.all(
    [['help'], ['--help'], ['-h'], ['nonsense', '--help']].map((argv) => cli.run(argv)),
  );
  expect(asked.map(({ code }) => code)).toEqual([0, 0, 0, 2]);
  const apply = (await cli.run(['help', 'apply'])).stdout;
  expect(apply).toContain('agentpod apply [options] [planfile]');
  expect((await cli.run(['apply', '-f', 'x', '-h'])).stdout).toBe(apply);
  expect((await cli.run(['tenant', '--help'])).stdout).toContain(
    'agentpod tenant create [options] <name>',
  );
});

test('after -- help belongs to the command inside the pod', async () => {
  await using cli = await CliBench.open();
  const { code, stderr } = await cli.run(['exec', 'acme/agent', '--', 'ls', '--help']);
  expect(code).toBe(1);
  expect(stderr).toContain('there is no pod acme/agent');
});

test('logs and exec reach the running container, and the exit code is passed on', async () => {
  await using cli = await CliBench.open();
  await applyTwo(cli);
  cli.world.runtime.logLines.set('agentpod_acme_agent_g1', ['one', 'two']);
  cli.world.runtime.execResult = { exitCode: 7, stdout: 'out\n', stderr: 'err\n' };
  expect(await cli.run(['logs', 'acme/agent'])).toEqual({
    code: 0,
    stdout: 'one\ntwo\n',
    stderr: '',
  });
  expect(await cli.run(['exec', 'acme/agent', '--', 'false'])).toEqual({
    code: 7,
    stdout: 'out\n',
    stderr: 'err\n',
  });
});

test('state status and stop speak about the embedded database', async () => {
  await using cli = await CliBench.open();
  expect((await cli.run(['state', 'status'])).stdout).toContain('Directory:    /state/postgres-18');
  expect((await cli.run(['state', 'stop'])).stderr).toBe('Stopped the embedded database.\n');
  const external = await cli.run(['state', 'status'], {
    env: { DATABASE_URL: 'postgres://u:p@h/d' },
  });
  expect(external.stdout).toBe('Database:     your own PostgreSQL, from DATABASE_URL\n');
});

test('schema prints what is checked in', async () => {
  await using cli = await CliBench.open();
  expect(JSON.parse((await cli.run(['schema', 'pods'])).stdout)).toMatchObject({ title: 'Pod' });
});
