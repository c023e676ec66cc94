import { expect, test } from 'vitest';
import type { ChangeValue } from '../../../core/model/operation.ts';
import { changeText } from './change-value.ts';

const change = (path: string, before: ChangeValue, after: ChangeValue) =>
  ({ subject: 'pod/acme/agent', section: 'drift', path, before, after, impact: 'none' }) as const;

test('published ports read as arrows, and their absence as a word', () => {
  const port = { hostIp: '127.0.0.1', hostPort: 19_000, containerPort: 18_789 };
  const gone = change('container.publish', { value: [port] }, { value: [] });
  expect(changeText(gone)).toBe('127.0.0.1:19000 -> 18789 -> (none)');
  const added = change('container.publish', undefined, { value: '127.0.0.1:19000' });
  expect(changeText(added)).toBe('"127.0.0.1:19000"');
});

test('memory reads as a size, and a secret shows nothing', () => {
  const memory = change('container.resources.memoryBytes', { value: 1024 ** 3 }, { value: 0 });
  expect(changeText(memory)).toMatch(/^1Gi -> /);
  expect(changeText(change('secrets.x', { sensitive: true }, { sensitive: true }))).toBe(
    '(sensitive, changed)',
  );
});
