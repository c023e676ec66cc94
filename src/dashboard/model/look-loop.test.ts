import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { ServerProblem } from '../server.ts';
import { LookLoop } from './look-loop.ts';

const PAUSE_MS = 10_000;
/** Each request of the server, to be answered by the test. */
let asked: PromiseWithResolvers<Response>[];
let answers: number[];
let problems: ServerProblem[];
let loop: LookLoop<number>;

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('window', globalThis);
  vi.stubGlobal('document', { hidden: false });
  vi.stubGlobal('fetch', () => {
    const request = Promise.withResolvers<Response>();
    asked.push(request);
    return request.promise;
  });
  [asked, answers, problems] = [[], [], []];
  loop = new LookLoop<number>({
    path: '/api/v1/thing',
    pauseMs: PAUSE_MS,
    onAnswer: (data) => answers.push(data),
    onProblem: (problem) => problems.push(problem),
  });
});
afterEach(() => {
  loop.end();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

async function answer(body: BodyInit, status = 200): Promise<void> {
  asked.at(-1)?.resolve(new Response(body, { status }));
  await vi.advanceTimersByTimeAsync(0);
}

it('asks at once, and again after its pause', async () => {
  await vi.advanceTimersByTimeAsync(0);
  await answer('1');
  expect(answers).toEqual([1]);
  await vi.advanceTimersByTimeAsync(PAUSE_MS - 1);
  expect(asked).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(1);
  expect(asked).toHaveLength(2);
});

it('is brought forward by hints, which together are one look', async () => {
  await vi.advanceTimersByTimeAsync(0);
  await answer('1');
  for (let n = 0; n < 5; n += 1) loop.hurry();
  await vi.advanceTimersByTimeAsync(100);
  expect(asked).toHaveLength(2);
});

it('is not put off by hints that come without end', async () => {
  await vi.advanceTimersByTimeAsync(0);
  await answer('1');
  for (let n = 0; n < 10; n += 1) {
    loop.hurry();
    await vi.advanceTimersByTimeAsync(20);
  }
  expect(asked).toHaveLength(2);
});

it('gets its answer however many hints come meanwhile, and then looks once more', async () => {
  await vi.advanceTimersByTimeAsync(0);
  for (let n = 0; n < 50; n += 1) {
    loop.hurry();
    await vi.advanceTimersByTimeAsync(60);
  }
  expect(asked).toHaveLength(1);
  await answer('1');
  expect(answers).toEqual([1]);
  await vi.advanceTimersByTimeAsync(100);
  expect(asked).toHaveLength(2);
});

it('goes on after an answer that breaks off in its middle', async () => {
  await vi.advanceTimersByTimeAsync(0);
  const broken = new ReadableStream({ pull: (stream) => stream.error(new TypeError('gone')) });
  await answer(broken as BodyInit);
  expect(problems).toMatchObject([{ status: 0 }]);
  await vi.advanceTimersByTimeAsync(1000);
  await answer('2');
  expect(answers).toEqual([2]);
});

it('asks no more when it is ended by its first answer', async () => {
  loop.end();
  const first: LookLoop<number> = new LookLoop<number>({
    path: '/api/v1/thing',
    pauseMs: 0,
    onAnswer: (data) => {
      first.end();
      answers.push(data);
    },
    onProblem: (problem) => problems.push(problem),
  });
  await vi.advanceTimersByTimeAsync(0);
  asked.at(-1)?.reject(new TypeError('gone'));
  await vi.advanceTimersByTimeAsync(1000);
  await answer('1');
  await vi.advanceTimersByTimeAsync(PAUSE_MS);
  expect(problems).toMatchObject([{ status: 0 }]);
  expect(answers).toEqual([1]);
  expect(asked).toHaveLength(2);
});

it('asks nothing while nobody sees the page', async () => {
  await vi.advanceTimersByTimeAsync(0);
  await answer('1');
  vi.stubGlobal('document', { hidden: true });
  await vi.advanceTimersByTimeAsync(10 * PAUSE_MS);
  expect(asked).toHaveLength(1);
  vi.stubGlobal('document', { hidden: false });
  await vi.advanceTimersByTimeAsync(PAUSE_MS);
  expect(asked).toHaveLength(2);
});
