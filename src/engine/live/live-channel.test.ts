import { expect, test } from 'vitest';
import type { Subject } from '../../core/model/resource.ts';
import { LiveChannel } from './live-channel.ts';

const shown = (n: number) => new Map<Subject, string>([['pod/acme/agent', `{"n":${n}}`]]);
const never = new AbortController().signal;

test('whoever falls behind too far is let go, and gets a snapshot on the next try', async () => {
  const channel = new LiveChannel('e');
  channel.show(shown(0));
  const reader = channel.read('', never);
  const first = await reader.next();
  expect(first.value).toMatchObject({ id: 'e-0', event: 'snapshot' });
  for (let n = 1; n <= 2000; n += 1) channel.show(shown(n));
  expect((await channel.read('e-0', never).next()).value).toMatchObject({ id: 'e-1' });
  channel.show(shown(2001));
  expect(await reader.next()).toEqual({ value: undefined, done: true });
  const again = channel.read('e-0', never);
  expect((await again.next()).value).toMatchObject({ id: 'e-2001', event: 'snapshot' });
});

test('what happened while nobody followed is told to who comes back', async () => {
  const channel = new LiveChannel('e');
  channel.show(shown(0));
  channel.rest();
  const reader = channel.read('e-0', never).next();
  channel.show(shown(1));
  expect((await reader).value).toEqual({ id: 'e-1', event: 'pod', data: '{"n":1}' });
});
