import { expect, test } from 'vitest';
import { Secret } from '../../core/model/secret.ts';
import { jsonLog } from './json-log.ts';
import { terminalLog } from './terminal-log.ts';

test('a JSON log is one object a line, and hides what would be a secret', () => {
  const lines: string[] = [];
  const log = jsonLog((line) => lines.push(line), 'blue');
  log.warn('healed', {
    subject: 'pod/a/b',
    value: new Secret('canary'),
    token: 'canary',
    deep: { er: { password: 'canary' } },
  });
  expect(lines).toHaveLength(1);
  expect(lines[0]).not.toContain('canary');
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({
    level: 'warn',
    instance: 'blue',
    msg: 'healed',
    subject: 'pod/a/b',
    time: expect.stringMatching(/^20.*Z$/),
  });
});

test('a log for a terminal is one line each, whatever is in it', () => {
  const lines: string[] = [];
  const log = terminalLog(
    (line) => lines.push(line),
    () => new Date(2026, 1, 1, 9, 5, 7),
  );
  log.error('failed', { subject: 'pod/a/b', message: 'one\n\u001b[2Jtwo' });
  expect(lines).toEqual(['09:05:07 error: failed  subject=pod/a/b message=one [2Jtwo\n']);
});
