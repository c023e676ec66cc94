import Value from 'typebox/value';
import { beforeEach, expect, it } from 'vitest';
import { ApiBench } from '../../../test/fakes/api-bench.ts';
import { SHAPES } from '../../core/api/shapes.ts';

const REVISION = `main@sha1:${'4'.repeat(40)}`;
const POD = 'pod/acme/agent';

let bench: ApiBench;
let wide: string;
beforeEach(async () => {
  bench = await ApiBench.open();
  wide = await bench.token();
});

const json = async (path: string) => (await bench.ask(path, { token: wide })).json();

function change(): void {
  const { runs } = bench;
  runs.take({ kind: 'source-changed', source: 'fleet', revision: REVISION, runs: [] });
  const revisions = [{ source: 'fleet', revision: REVISION }];
  const verdict = { kind: 'accepted', changed: [POD], removed: [], busy: [] } as const;
  runs.take({ kind: 'read', revisions, verdict });
}

it('runs are told, newest first and by their id', async () => {
  change();
  const result = { subject: POD, outcome: 'created', message: '', seconds: 1 } as const;
  bench.runs.take({ kind: 'finished', result, foundBy: 'change' });
  const id = bench.runs.ask('fleet');
  const list = await json('/runs');
  expect(Value.Check(SHAPES.RunList, list)).toBe(true);
  expect(list).toMatchObject({
    items: [{ metadata: { name: id } }, { status: { state: 'succeeded' } }],
  });
  const run = await json('/runs/r1-1');
  expect(Value.Check(SHAPES.Run, run)).toBe(true);
  expect(run).toMatchObject({
    status: { revision: REVISION, results: [{ subject: POD, outcome: 'created', message: '' }] },
  });
  expect((await bench.ask('/runs/r1-9', { token: wide })).status).toBe(404);
});

it('sources are told with what of them is in force, and how old that is', async () => {
  change();
  bench.time += 5000;
  const list = await json('/sources');
  expect(Value.Check(SHAPES.SourceList, list)).toBe(true);
  expect(list).toMatchObject({
    items: [
      { metadata: { name: 'shop' }, status: { kind: 'folder', url: null, checkedAt: null } },
      {
        metadata: { name: 'fleet' },
        status: { url: 'https://h/fleet.git', revision: REVISION, ageSeconds: 5, error: '' },
      },
    ],
  });
});

it("neither is for a tenant's token", async () => {
  const token = await bench.token({ tenant: 'acme' });
  for (const path of ['/runs', '/runs/r1-1', '/sources']) {
    expect((await bench.ask(path, { token })).status).toBe(403);
  }
});
