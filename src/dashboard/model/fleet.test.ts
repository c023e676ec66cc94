import { describe, expect, it } from 'vitest';
import { choose, count, group, readChoice, WHOLE_FLEET, writeChoice } from './fleet.ts';
import { aPodView } from './pod.fixture.ts';

const FLEET = [
  aPodView('globex/agent', { hosts: ['agent.globex.example'] }),
  aPodView('acme/agent'),
  aPodView('initech/desk', { state: 'Crashed', ready: false }),
  aPodView('acme/busy', { state: 'Starting', ready: false }),
  aPodView('acme/asleep', { state: 'Suspended', ready: false }),
];
const names = (
  pods: readonly { readonly metadata: { readonly tenant: string; readonly name: string } }[],
) => pods.map(({ metadata }) => `${metadata.tenant}/${metadata.name}`);

describe('the fleet', () => {
  it('is counted by what it wants of the reader', () => {
    expect(count(FLEET)).toEqual({ good: 2, bad: 1, busy: 1, off: 1 });
    expect(count([aPodView('a/b', { state: 'Running', ready: false })]).bad).toBe(1);
    expect(count([aPodView('a/b', { state: 'SomethingNew' })]).bad).toBe(1);
  });

  it('shows tenants with trouble first, the others by name', () => {
    expect(group(FLEET).map(({ tenant }) => tenant)).toEqual(['initech', 'acme', 'globex']);
    expect(names(group(FLEET)[1]?.pods ?? [])).toEqual(['acme/agent', 'acme/asleep', 'acme/busy']);
  });

  it('is sorted by name alone, or by what changed last, when that is asked for', () => {
    const tenants = (sort: 'name' | 'since', fleet = FLEET) =>
      group(fleet, sort).map(({ tenant }) => tenant);
    expect(tenants('name')).toEqual(['acme', 'globex', 'initech']);
    const ready = { type: 'Ready', status: 'True', reason: 'Ready', message: '' } as const;
    const changed = (key: string, lastTransitionTime: string) =>
      aPodView(key, { conditions: [{ ...ready, lastTransitionTime, observedGeneration: 1 }] });
    const fleet = [
      aPodView('never/a'),
      changed('old/a', '2026-01-01T00:00:00Z'),
      changed('new/a', '2026-01-01T00:00:00Z'),
      changed('new/b', '2026-01-02T00:00:00Z'),
    ];
    expect(tenants('since', fleet)).toEqual(['new', 'old', 'never']);
    expect(names(group(fleet, 'since')[0]?.pods ?? [])).toEqual(['new/b', 'new/a']);
  });

  it('finds pods by all the words of a text', () => {
    const found = (text: string) => names(choose(FLEET, { text, severity: undefined }));
    expect(found('AGENT globex')).toEqual(['globex/agent']);
    expect(found('globex.example')).toEqual(['globex/agent']);
    expect(found('crashed')).toEqual(['initech/desk']);
    expect(found('  ')).toHaveLength(5);
    expect(found('nobody')).toEqual([]);
    expect(names(choose(FLEET, { text: 'acme', severity: 'busy' }))).toEqual(['acme/busy']);
  });

  it('keeps a choice in the address, and takes no state that is none', () => {
    for (const choice of [
      WHOLE_FLEET,
      { text: 'a&b c', severity: 'bad', sort: 'since' } as const,
    ]) {
      expect(readChoice(writeChoice(choice))).toEqual(choice);
    }
    expect(writeChoice(WHOLE_FLEET)).toBe('');
    expect(readChoice('?state=__proto__&sort=toString')).toEqual(WHOLE_FLEET);
  });
});
