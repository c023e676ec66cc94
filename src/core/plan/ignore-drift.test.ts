import { describe, expect, it } from 'vitest';
import { aPod } from '../../../test/builders.ts';
import { World } from '../../../test/fakes/world.ts';
import { fleetOf } from '../../../test/golden/plan-case.ts';
import type { FieldChange } from '../model/operation.ts';
import { type DriftRule, endOf, splitDrift } from './ignore-drift.ts';

const NOW = '2026-11-25T12:00:00Z';
const drift = (path: string): FieldChange => ({
  subject: 'pod/acme/agent',
  section: 'drift',
  path,
  before: { value: 1 },
  after: { value: 2 },
  impact: 'recreate',
});
const rule = (path: string, expires?: string): DriftRule => ({
  path,
  reason: 'known',
  ...(expires === undefined ? {} : { expires }),
});
const ignored = (path: string, ...rules: DriftRule[]) =>
  splitDrift([drift(path)], rules, NOW).ignored.map(({ reason, until }) => [reason, until]);

describe('a rule for known drift', () => {
  it('is about its path and what is below it, and nothing beside it', () => {
    expect(ignored('container.env.A', rule('container.env'))).toEqual([['known', undefined]]);
    expect(ignored('container.env', rule('container.env'))).toHaveLength(1);
    expect(ignored('openclaw.json:a.b', rule('openclaw.json:a'))).toHaveLength(1);
    expect(ignored('openclaw.json:a', rule('openclaw.json'))).toHaveLength(1);
    expect(ignored('container.environment', rule('container.env'))).toEqual([]);
    expect(ignored('container.env', rule('container.env.A'))).toEqual([]);
  });

  it('holds to the end of its day, or to its minute', () => {
    expect(ignored('container.env', rule('container.env', '2026-11-25'))).toHaveLength(1);
    expect(ignored('container.env', rule('container.env', '2026-11-24'))).toEqual([]);
    expect(ignored('container.env', rule('container.env', '2026-11-25T12:01Z'))).toHaveLength(1);
    expect(ignored('container.env', rule('container.env', '2026-11-25T12:00Z'))).toEqual([]);
  });

  it('with a day that no calendar has ignores nothing', () => {
    expect(endOf(rule('container.env', '2027-02-30'))).toBeNaN();
    expect(endOf(rule('container.env', '2027-99-99'))).toBeNaN();
    expect(ignored('container.env', rule('container.env', '2027-02-30'))).toEqual([]);
  });
});

describe('a plan', () => {
  const withRule = (expires?: string) =>
    fleetOf(aPod({ spec: { ignoreDrift: [rule('container.resources', expires)] } }));

  async function drifted(): Promise<World> {
    const world = new World();
    await world.apply(withRule());
    for (const container of world.runtime.containers.values()) {
      const { spec } = container;
      const resources = { ...spec.resources, cpus: 0.25 };
      Object.assign(container, { spec: { ...spec, resources } });
    }
    return world;
  }

  it('shows known drift apart, and does nothing about it', async () => {
    const {
      changes,
      operations,
      subjects,
      ignored: known,
    } = await (await drifted()).plan(withRule('2027-01-31'));
    expect([changes, operations]).toEqual([[], []]);
    expect(subjects.map(({ verdict }) => verdict)).not.toContain('heal');
    expect(known).toMatchObject([
      { path: 'container.resources.cpus', reason: 'known', until: '2027-01-31' },
    ]);
  });

  it('puts it back once the rule has ended', async () => {
    const plan = await (await drifted()).plan(withRule('2020-01-31'));
    expect(plan.ignored).toBeUndefined();
    expect(plan.changes).toMatchObject([{ path: 'container.resources.cpus', section: 'drift' }]);
    expect(plan.subjects.find(({ subject }) => subject.startsWith('pod/'))?.verdict).toBe('heal');
  });
});
