import Value from 'typebox/value';
import { beforeEach, expect, test } from 'vitest';
import { ApiBench } from '../../../test/fakes/api-bench.ts';
import type { FiringAlert } from '../../core/alerts/alert.ts';
import { SHAPES } from '../../core/api/shapes.ts';

interface Answer {
  readonly items: readonly {
    readonly subject: string;
    readonly state: string;
    readonly receivers: readonly string[];
  }[];
  readonly metadata: { readonly receivers?: readonly object[] };
}

let bench: ApiBench;
beforeEach(async () => {
  bench = await ApiBench.open();
  for (const subject of ['pod/acme/agent', 'pod/globex/agent', 'disk/state']) await tell(subject);
});

async function tell(subject: string): Promise<void> {
  const at = bench.workspace.clock.now().getTime();
  const alert: FiringAlert = {
    ...{ key: `failing ${subject}`, type: 'failing', severity: 'critical', subject },
    ...{ message: 'it fails', since: at, firedAt: at, toldAt: at, repeats: 0, receivers: ['ops'] },
  };
  const deliveries = [{ id: subject, receiver: 'ops' }];
  const notice = { state: 'firing', alert, at } as const;
  await bench.workspace.store.alerts.record([{ notice, deliveries }]);
}

async function ask(query: string, token: string): Promise<Answer> {
  const body: unknown = await (await bench.ask(`/alerts${query}`, { token })).json();
  expect([...Value.Errors(SHAPES.AlertList, body)]).toEqual([]);
  return body as Answer;
}
const subjects = ({ items }: Answer) => items.map(({ subject }) => subject).sort();

test('who may see all sees every alert, and how receivers are reached', async () => {
  const wide = await bench.token();
  const all = await ask('', wide);
  expect(subjects(all)).toEqual(['disk/state', 'pod/acme/agent', 'pod/globex/agent']);
  expect(all.items.map(({ receivers }) => receivers)).toEqual([['ops'], ['ops'], ['ops']]);
  expect(all.metadata.receivers).toMatchObject([{ name: 'ops', waiting: 3 }]);
  expect(subjects(await ask('?tenant=globex', wide))).toEqual(['pod/globex/agent']);
});

test("a tenant's token sees its own, and not whom the operator tells", async () => {
  const acme = await bench.token({ tenant: 'acme' });
  const own = await ask('', acme);
  expect(subjects(own)).toEqual(['pod/acme/agent']);
  expect(own.items[0]?.receivers).toEqual([]);
  expect(own.metadata).toEqual({});
  expect(subjects(await ask('?tenant=globex', acme))).toEqual([]);
});
