import { expect, test } from 'vitest';
import { CliBench } from './cli-run.ts';
import { stubPod, tenant, write } from './manifests.ts';

const OPENCLAW = `---
apiVersion: agentpod.dev/v1alpha1
kind: Pod
metadata:
  name: acme/claw
spec:
  image: ghcr.io/openclaw/openclaw:2026.9.6
  config:
    nonsense: true
`;

test('a valid folder is counted', async () => {
  await using cli = await CliBench.open();
  await write(cli, 'tenants/acme.yaml', tenant('acme') + stubPod('acme/agent'));
  expect(await cli.run(['validate', '-f', 'tenants'])).toEqual({
    code: 0,
    stdout: 'Valid: 1 tenant, 1 pod.\n',
    stderr: '',
  });
});

test('only what is asked about is counted, though all is checked', async () => {
  await using cli = await CliBench.open();
  await write(cli, 'tenants/acme.yaml', tenant('acme') + stubPod('acme/agent'));
  await write(cli, 'tenants/globex.yaml', tenant('globex'));
  const { stdout } = await cli.run(['validate', '-f', 'tenants', '--tenant', 'globex']);
  expect(stdout).toBe('Valid: 1 tenant, 0 pods.\n');
});

test('manifests may come from stdin', async () => {
  await using cli = await CliBench.open();
  const piped = tenant('acme') + stubPod('acme/agent');
  expect((await cli.run(['validate', '-f', '-'], { piped })).stdout).toBe(
    'Valid: 1 tenant, 1 pod.\n',
  );
  expect((await cli.run(['apply', '-f', '-', '-y'], { piped })).code).toBe(0);
});

test('each problem is a greppable line, or an annotation for GitHub, or JSON', async () => {
  await using cli = await CliBench.open();
  await write(cli, 'acme.yaml', `${tenant('acme')}spec: {contct: a@b.c}\n`);
  const text = await cli.run(['validate', '-f', 'acme.yaml']);
  expect(text.code).toBe(3);
  expect(text.stdout).toMatch(/^acme\.yaml:5:8: error: .*contct.*\n {2}hint: /);
  const github = await cli.run(['validate', '-f', 'acme.yaml', '-o', 'github']);
  expect(github.stdout).toMatch(/^::error file=acme\.yaml,line=5,col=8,title=\w+::.*contct/);
  const json = JSON.parse((await cli.run(['validate', '-f', 'acme.yaml', '-o', 'json'])).stdout);
  expect(json).toMatchObject({ kind: 'ValidationResult', valid: false });
  expect(json.diagnostics[0]).toMatchObject({ file: 'acme.yaml', line: 5, severity: 'error' });
});

test('problems come as a comment, as JUnit and as SARIF for those who read that', async () => {
  await using cli = await CliBench.open();
  await write(cli, 'acme.yaml', `${tenant('acme')}spec: {"a|b<": 1}\n`);
  const form = async (name: string): Promise<string> =>
    (await cli.run(['validate', '-f', 'acme.yaml', '-o', name])).stdout;
  const markdown = await form('markdown');
  expect(markdown).toMatch(/^<!-- agentpod-validate -->\n### AgentPod validate\n\n1 error/);
  expect(markdown).toMatch(/^\| error \| `acme\.yaml:5:8` \|/m);
  const junit = await form('junit');
  expect(junit).toContain('<testsuites tests="1" failures="1">');
  expect(junit).toContain('a|b&lt;');
  const sarif = JSON.parse(await form('sarif'));
  expect(sarif.runs[0].results[0]).toMatchObject({
    level: 'error',
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: 'acme.yaml' },
          region: { startLine: 5, startColumn: 8 },
        },
      },
    ],
  });
});

test('a signal during --deep stops the validators and ends with its code', async () => {
  await using cli = await CliBench.open();
  await write(cli, 'acme.yaml', tenant('acme') + OPENCLAW);
  const { runtime } = cli.world;
  const { runOnce } = runtime;
  runtime.runOnce = (request) => {
    cli.signal('SIGINT');
    return runOnce.call(runtime, request);
  };
  const { code, stderr } = await cli.run(['validate', '-f', 'acme.yaml', '--deep']);
  expect(code).toBe(130);
  expect(stderr).toContain('error: stopped before it was done\n');
});

test('--deep reports what the image refuses at the line of the manifest', async () => {
  await using cli = await CliBench.open();
  await write(cli, 'acme.yaml', tenant('acme') + OPENCLAW);
  const issue = { path: '<root>', message: 'Unrecognized key: "nonsense"' };
  const stdout = JSON.stringify({ valid: false, issues: [issue] });
  cli.world.runtime.execResult = { exitCode: 1, stdout, stderr: '' };
  const result = await cli.run(['validate', '-f', 'acme.yaml', '--deep']);
  expect(result.code).toBe(3);
  expect(result.stdout).toMatch(/^acme\.yaml:13:15: error: spec\.config\.nonsense: "nonsense" /);
});

test('--deep says plainly which image is absent', async () => {
  await using cli = await CliBench.open();
  await write(cli, 'acme.yaml', tenant('acme') + OPENCLAW);
  cli.world.runtime.images.clear();
  const { code, stdout } = await cli.run(['validate', '-f', 'acme.yaml', '--deep']);
  expect(code).toBe(0);
  expect(stdout).toContain(
    'warning: spec.image: ghcr.io/openclaw/openclaw:2026.9.6 is not on the Engine',
  );
});
