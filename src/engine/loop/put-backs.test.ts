import { expect, test } from 'vitest';
import { PutBacks } from './put-backs.ts';

const POD = 'acme/agent';

test('places are wanted until a pass that knew of them is done', () => {
  const wishes = new PutBacks();
  wishes.want(POD, ['a', 'b']);
  const pass = wishes.snapshot();
  wishes.want(POD, ['b', 'c']);
  wishes.done(POD, pass.get(POD));
  expect(wishes.snapshot().get(POD)).toEqual(['a', 'b', 'c']);
  wishes.done(POD, wishes.snapshot().get(POD));
  expect(wishes.snapshot().size).toBe(0);
});

test('a pass that knew of nothing ends no wish', () => {
  const wishes = new PutBacks();
  wishes.want(POD, ['a']);
  wishes.done(POD, undefined);
  expect(wishes.snapshot().get(POD)).toEqual(['a']);
});
