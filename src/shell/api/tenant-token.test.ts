import { beforeEach, describe, expect, it } from 'vitest';
import { ApiBench } from '../../../test/fakes/api-bench.ts';

let bench: ApiBench;
let acme: string;
beforeEach(async () => {
  bench = await ApiBench.open();
  acme = await bench.token({ tenant: 'acme' });
});

/** As far as these tests look at one. */
interface Answer {
  readonly items: readonly { readonly metadata: { readonly name: string } }[];
}

const json = async (path: string, token: string) =>
  (await (await bench.ask(path, { token })).json()) as Answer;
const names = (list: Answer) => list.items.map(({ metadata }) => metadata.name);

describe("a tenant's token", () => {
  it('shows its own tenant, and of others not even that they are there', async () => {
    expect(names(await json('/tenants', acme))).toEqual(['acme']);
    expect(names(await json('/pods', acme))).toEqual(['agent', 'other']);
    expect(names(await json('/pods?tenant=globex', acme))).toEqual([]);
    for (const path of ['/tenants/X', '/tenants/X/pods', '/pods/X/agent', '/pods/X/agent/usage']) {
      const [there, none] = await Promise.all(
        ['globex', 'nobody'].map(async (name) => {
          const response = await bench.ask(path.replace('X', name), { token: acme });
          return [response.status, (await response.text()).replaceAll(name, 'X')];
        }),
      );
      expect(there).toEqual(none);
      expect(there?.[0]).toBe(404);
    }
  });

  it('shows its own events alone, whatever is asked for', async () => {
    await bench.event('pod/acme/agent', 'Own');
    await bench.event('pod/globex/agent', 'Foreign');
    for (const query of ['', '?limit=1', '?before=99999', '?tenant=acme']) {
      const { items } = await json(`/events${query}`, acme);
      expect(items.length).toBeGreaterThan(0);
      expect(JSON.stringify(items)).not.toContain('globex');
    }
    expect((await json('/events?tenant=globex', acme)).items).toEqual([]);
    expect((await json('/events?tenant=globex&pod=agent', acme)).items).toEqual([]);
  });

  it("says of the server only whether it does its work, and nothing of everybody's manifests", async () => {
    expect(Object.keys(await json('/health', acme)).sort()).toEqual([
      'apiVersion',
      'kind',
      'role',
      'status',
    ]);
    expect(await json('/tenants/acme', await bench.token())).toHaveProperty('declared');
    expect(await json('/tenants/acme', acme)).not.toHaveProperty('declared');
    for (const path of ['/drift', '/plans']) {
      expect((await bench.ask(path, { token: acme })).status).toBe(403);
    }
  });
});
