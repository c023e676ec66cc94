import { expect, it } from 'vitest';
import { runSchedules } from './run-schedules.ts';

/** What `make schedules` runs a million of; always the same ones, so that a failure is the change's. */
const SHARE = Number(process.env['AGENTPOD_FUZZ_SHARE'] ?? 1);
const USUAL = process.env['CI'] ? 10_000 : 1000;
const COUNT = Number(process.env['AGENTPOD_SCHEDULES'] ?? USUAL * SHARE);

it(`comes out well in ${COUNT} schedules of edits, crashes, meddling and outages`, async () => {
  const seed = Number(process.env['AGENTPOD_SEED'] ?? 1);
  expect(await runSchedules({ count: COUNT, workers: 2, seed })).toEqual([]);
}, 1_200_000);
