import { describe, expect, test } from 'vitest';
import { openclawValidation } from './validation.ts';

const parse = (answer: unknown, exitCode = 1) =>
  openclawValidation.parse({ exitCode, stdout: JSON.stringify(answer), stderr: '' });

// The answers are what `openclaw config validate --json` of 2026.9.6 printed.
describe('the validator’s answer', () => {
  test('a valid file has no issue', () => {
    expect(parse({ valid: true, path: '/work/openclaw.json', warnings: [] }, 0)).toEqual([]);
  });

  test('an issue keeps its path and words', () => {
    const message = 'Invalid input: expected string, received number';
    const path = 'models.providers.llm.baseUrl';
    expect(parse({ ok: false, valid: false, issues: [{ path, message }] })).toEqual([
      { severity: 'error', path, message },
    ]);
  });

  test('a warning is one', () => {
    const warning = { path: 'plugins.entries.slack', message: 'plugin not installed: slack' };
    expect(parse({ valid: true, warnings: [warning] }, 0)).toEqual([
      { severity: 'warning', ...warning },
    ]);
  });

  test('unknown keys become one issue each, at the key itself', () => {
    const issues = [
      { path: 'gateway', message: 'Unrecognized keys: "bogus", "bogus2"' },
      { path: '<root>', message: 'Unrecognized key: "zip"' },
      {
        path: 'channels.slack',
        message: 'invalid config: must not have additional properties: "x"',
      },
    ];
    expect(parse({ valid: false, issues }).map(({ path }) => path)).toEqual([
      'gateway.bogus',
      'gateway.bogus2',
      'zip',
      'channels.slack.x',
    ]);
  });

  test('a line printed before the answer does no harm', () => {
    const stdout = 'note: first run\n{"valid":true,"warnings":[]}\n';
    expect(openclawValidation.parse({ exitCode: 0, stdout, stderr: '' })).toEqual([]);
  });

  test.each(['', 'not json', '{"ok":true}', '{broken'])('"%s" is not an answer', (stdout) => {
    const result = { exitCode: 127, stdout, stderr: 'openclaw: not found' };
    expect(() => openclawValidation.parse(result)).toThrow(
      expect.objectContaining({ reason: 'ValidatorFailed', failure: 'Transient' }),
    );
    expect(() => openclawValidation.parse(result)).toThrow('exit code 127');
  });
});
