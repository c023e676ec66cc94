import { expect, it } from 'vitest';
import { ManualClock } from '../../test/fakes/manual-clock.ts';
import type { ProbeResult } from '../ports/container-runtime.ts';
import { probePatiently, probeTwice } from './probe-patiently.ts';

const LATE = { ready: false, contact: 'silent', message: 'no answer within 2 s' } as const;
const READY = { ready: true, message: '200' } as const;
const SPEC = { port: 80, readyPath: '/', bootSeconds: 1, deadlineSeconds: 1 };

function answering(...answers: readonly ProbeResult[]) {
  let asked = 0;
  return {
    probe: async () => {
      asked += 1;
      return answers[asked - 1] ?? answers.at(-1) ?? LATE;
    },
    times: () => asked,
  };
}

async function patiently(runtime: ReturnType<typeof answering>) {
  const clock = new ManualClock();
  const notes: string[] = [];
  const onWait = (message: string): void => void notes.push(message);
  const seen = probePatiently(runtime, 1, SPEC, { clock, milliseconds: 2000, onWait });
  await clock.advance(5000);
  return { seen: await seen, notes };
}

it('waits for an agent that is late, says so once, and gives up in the end', async () => {
  expect(await patiently(answering(READY))).toEqual({ seen: READY, notes: [] });
  expect(await patiently(answering(LATE, LATE, READY))).toEqual({
    seen: READY,
    notes: [LATE.message],
  });
  const never = answering(LATE);
  expect(await patiently(never)).toEqual({ seen: LATE, notes: [LATE.message] });
  expect(never.times()).toBe(5);
});

it('does not wait where nobody can be asked', async () => {
  const impossible = { ready: false, contact: 'impossible', message: 'remote' } as const;
  expect(await patiently(answering(impossible))).toEqual({ seen: impossible, notes: [] });
});

it('asks a second time only where nobody answered', async () => {
  const late = answering(LATE, READY);
  expect(await probeTwice(late, 1, SPEC)).toEqual(READY);
  const starting = answering({ ready: false, message: '503' }, READY);
  expect(await probeTwice(starting, 1, SPEC)).toMatchObject({ ready: false });
  expect([late.times(), starting.times()]).toEqual([2, 1]);
});
