import { execa } from 'execa';
import { expect, test } from 'vitest';
import { CliBench } from './cli-run.ts';
import { applyTwo } from './manifests.ts';

/** Types a command line into bash with the script loaded, and asks what Tab would offer. */
async function tab(script: string, line: string, names: string): Promise<string[]> {
  const words = line.split(' ');
  const quoted = words.map((word) => `'${word}'`).join(' ');
  const source = `
agentpod() { [ "$1" = __complete ] && printf '%s\\n' ${names}; }
${script}
COMP_WORDS=(${quoted})
COMP_CWORD=${words.length - 1}
_agentpod
printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout } = await execa('bash', ['--norc', '-c', source]);
  return stdout.split('\n').filter((word) => word !== '');
}

test('bash completes commands, verbs, options and names', async () => {
  await using cli = await CliBench.open();
  const { stdout: script } = await cli.run(['completion', 'bash']);
  const names = 'acme/agent globex/agent';
  expect(await tab(script, 'agentpod de', names)).toEqual(['delete', 'describe']);
  expect(await tab(script, 'agentpod pod re', names)).toEqual(['resume']);
  expect(await tab(script, 'agentpod logs ac', names)).toEqual(['acme/agent']);
  expect(await tab(script, 'agentpod pod suspend gl', names)).toEqual(['globex/agent']);
  expect(await tab(script, 'agentpod get ', names)).toEqual(
    expect.arrayContaining(['pods', 'tenants']),
  );
  expect(await tab(script, 'agentpod get pods a', names)).toEqual(['acme/agent']);
  expect(await tab(script, 'agentpod diff --pr', names)).toEqual([
    '--prune',
    '--prune-allow-empty',
  ]);
});

test('zsh and fish know every command too', async () => {
  await using cli = await CliBench.open();
  for (const shell of ['zsh', 'fish']) {
    const { code, stdout } = await cli.run(['completion', shell]);
    expect(code).toBe(0);
    for (const word of ['apply', 'describe', 'tenant', '__complete pods', '--prune']) {
      const found = stdout.includes(word) || stdout.includes(word.replace('--', '-l '));
      expect(found, `${shell}: ${word}`).toBe(true);
    }
  }
});

test('names for completion come from the records, and trouble stays silent', async () => {
  await using cli = await CliBench.open();
  await applyTwo(cli);
  expect((await cli.run(['__complete', 'tenants'])).stdout).toBe('acme\nglobex\n');
  expect((await cli.run(['__complete', 'pods'])).stdout).toBe('acme/agent\nglobex/agent\n');
  cli.workspace = {
    ...cli.workspace,
    store: { ...cli.workspace.store, load: () => Promise.reject(new Error('x')) },
  };
  expect(await cli.run(['__complete', 'pods'])).toEqual({ code: 1, stdout: '', stderr: '' });
});
