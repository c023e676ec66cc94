import Value from 'typebox/value';
import { beforeEach, describe, expect, it } from 'vitest';
import { ApiBench } from '../../../test/fakes/api-bench.ts';
import { SHAPES } from '../../core/api/shapes.ts';
import { AgentPodError } from '../../core/model/errors.ts';
import { Secret } from '../../core/model/secret.ts';

const PATHS = [
  ['/doctor', 'DoctorReport'],
  ['/secrets', 'SecretList'],
  ['/audit', 'AuditList'],
] as const;
const VALUE = 'a value that nobody may see';

let bench: ApiBench;
let admin: string;
beforeEach(async () => {
  bench = await ApiBench.open();
  admin = await bench.token({ role: 'admin' });
});

const ask = async (path: string) => {
  const response = await bench.ask(path, { token: admin });
  expect(response.status).toBe(200);
  return response;
};

describe('what only administrators may see', () => {
  it.each(PATHS)('%s is refused to tenants and to who may only look', async (path) => {
    const acme = await bench.token({ tenant: 'acme' });
    const reader = await bench.token();
    for (const [token, reason] of [
      [acme, 'NotForTenants'],
      [reader, 'NotForThisRole'],
    ] as const) {
      const response = await bench.ask(path, { token });
      expect(response.status).toBe(403);
      expect(await response.json()).toMatchObject({ reason });
    }
  });

  it.each(PATHS)('%s has the form that is described', async (path, shape) => {
    await bench.workspace.store.vault.store('acme', 'crm', new Secret(VALUE));
    await bench.workspace.store.appendAudit([{ actor: 'a', action: 'apply', result: 'started' }]);
    const body = await (await ask(path)).json();
    expect([...Value.Errors(SHAPES[shape], body)]).toEqual([]);
    expect((body as { readonly items: readonly object[] }).items.length).toBeGreaterThan(0);
  });
});

describe('secrets', () => {
  it('are names, ages and users, and never values', async () => {
    const { vault } = bench.workspace.store;
    await vault.store('acme', 'crm', new Secret(VALUE));
    await vault.store('acme', 'crm', new Secret(`${VALUE}, again`));
    const text = await (await ask('/secrets')).text();
    expect(JSON.parse(text)).toMatchObject({
      items: [{ tenant: 'acme', name: 'crm', version: 2, usedBy: [] }],
      tokens: [
        { pod: 'acme/agent', version: 1, inUse: true },
        { pod: 'acme/other', version: 1, inUse: true },
        { pod: 'globex/agent', version: 1, inUse: true },
      ],
    });
    const tokens = await Promise.all(
      (['acme/agent', 'globex/agent'] as const).map((pod) =>
        bench.workspace.store.gatewayToken(pod),
      ),
    );
    for (const value of [VALUE, ...tokens.map((token) => token?.reveal() ?? '')]) {
      expect(value.length).toBeGreaterThan(10);
      expect(text).not.toContain(value);
    }
  });
});

describe('doctor', () => {
  it('looks once for all who ask within some seconds', async () => {
    let looks = 0;
    const { engine } = bench.diagnosis;
    bench.diagnosis.engine = (now) => {
      looks += 1;
      return engine(now);
    };
    await Promise.all([ask('/doctor'), ask('/doctor')]);
    await ask('/doctor');
    expect(looks).toBe(1);
    bench.time += 10_000;
    await ask('/doctor');
    expect(looks).toBe(2);
  });

  it('says what is wrong and what to do, also when the Engine is gone', async () => {
    const gone = { message: 'nobody is there', hint: 'start it' };
    bench.diagnosis.engine = async () => {
      throw new AgentPodError('Transient', 'EngineUnreachable', gone.message, { hint: gone.hint });
    };
    const body = await (await ask('/doctor')).json();
    const finding = expect.objectContaining({ check: 'engine', severity: 'error', ...gone });
    expect(body).toMatchObject({ ok: false, items: expect.arrayContaining([finding]) });
  });
});

describe('the audit', () => {
  it('comes page by page, newest first, and of one tenant', async () => {
    const subjects = ['pod/acme/agent', 'tenant/globex', 'pod/acme/other', undefined] as const;
    await bench.workspace.store.appendAudit(
      subjects.map((subject, index) => ({
        ...{ actor: 'alice@laptop', action: `act ${index}`, result: 'done' },
        ...(subject === undefined ? {} : { subject }),
      })),
    );
    const page = async (query: string) =>
      (await (await ask(`/audit?${query}`)).json()) as {
        readonly items: readonly { readonly action: string; readonly id: number }[];
        readonly metadata: { readonly continue: number | null };
      };
    const actions = async (query: string) => (await page(query)).items.map(({ action }) => action);
    const first = await page('limit=2');
    expect(first.items.map(({ action }) => action)).toEqual(['act 3', 'act 2']);
    expect(first.metadata.continue).toBe(first.items[1]?.id);
    expect(await actions(`limit=2&before=${first.metadata.continue}`)).toEqual(['act 1', 'act 0']);
    expect(await actions('tenant=acme')).toEqual(['act 2', 'act 0']);
    expect((await page('tenant=nobody')).metadata.continue).toBeNull();
    for (const query of ['limit=0', 'tenant=ACME', 'before=-1', 'since=1']) {
      expect((await bench.ask(`/audit?${query}`, { token: admin })).status).toBe(400);
    }
  });
});
