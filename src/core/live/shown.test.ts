import { describe, expect, it } from 'vitest';
import { fc } from '../../../test/property/fast-check.ts';
import type { Subject } from '../model/resource.ts';
import { liveChanges, type Shown, snapshotJson } from './shown.ts';

const subjects = fc.constantFrom<Subject>('tenant/a', 'tenant/b', 'pod/a/x', 'pod/a/y', 'pod/b/x');
const shown: fc.Arbitrary<Shown> = fc
  .array(fc.tuple(subjects, fc.nat({ max: 2 })))
  .map((items) => new Map(items.map(([key, n]) => [key, JSON.stringify({ key, n })])));

describe('what changed', () => {
  it('leads from what was shown to what is', () => {
    fc.assert(
      fc.property(shown, shown, (before, after) => {
        const now = new Map<string, string>(before);
        for (const { event, data } of liveChanges(before, after)) {
          if (event !== 'removed') now.set(JSON.parse(data).key, data);
          else {
            const { kind, tenant, name } = JSON.parse(data).metadata;
            now.delete(kind === 'Pod' ? `pod/${tenant}/${name}` : `tenant/${tenant}`);
          }
        }
        expect(Object.fromEntries(now)).toEqual(Object.fromEntries(after));
      }),
    );
  });

  it('is nothing where all is as it was', () => {
    fc.assert(fc.property(shown, (same) => liveChanges(same, new Map(same)).length === 0));
  });
});

it('a snapshot is JSON of everything', () => {
  const both: Shown = new Map<Subject, string>([
    ['tenant/a', '{"t":1}'],
    ['pod/a/x', '{"p":1}'],
  ]);
  expect(JSON.parse(snapshotJson(both))).toMatchObject({
    kind: 'Snapshot',
    tenants: [{ t: 1 }],
    pods: [{ p: 1 }],
  });
  expect(JSON.parse(snapshotJson(new Map()))).toMatchObject({ tenants: [], pods: [] });
});
