import { describe, expect, it } from 'vitest';
import { aFleetPod } from '../../../../test/fakes/fleet-pods.ts';
import { anAlert, aRun, aSource } from '../../../../test/fakes/told-by-a-server.ts';
import { TopBench } from '../../../../test/fakes/top-bench.ts';

const screen = (columns = 100) => new TopBench({ columns }).pods(aFleetPod('acme/agent'));

describe('alerts', () => {
  const receivers = [
    { name: 'ops', waiting: 1, sent: 7, dead: 0, lastSent: null, lastError: 'no answer' },
  ];

  it('say since when, whom they were told, and how those are reached', () => {
    const bench = screen().press('A');
    expect(bench.text()).toContain('No alerts: not known yet');
    const over = anAlert({ state: 'resolved', resolved: '2026-11-25T12:00:00Z', receivers: [] });
    bench.news({ kind: 'alerts', alerts: { alerts: [anAlert(), over], receivers } });
    expect(bench.text()).toMatch(/✖ firing +critical +failing +pod\/acme\/agent$/m);
    expect(bench.text()).toContain('    since 5m, told ops, mail 2m ago');
    expect(bench.text()).toContain('    the image cannot be pulled');
    expect(bench.text()).toMatch(/● resolved[^●]*since 5m, ended 60s ago, nobody was told/);
    expect(bench.text()).toMatch(/ops +7 sent, 1 waiting, 0 given up +no answer/);
  });

  it('that fire are counted above every page', () => {
    const bench = screen().news({
      kind: 'alerts',
      alerts: { alerts: [anAlert(), anAlert({ state: 'resolved' })], receivers: [] },
    });
    expect(bench.lines()[0]).toContain('▲ 1 alert ');
    expect(bench.press('A').text()).toContain('serve with --alerts FILE');
  });

  it('none is said to be good news', () => {
    const bench = screen().news({ kind: 'alerts', alerts: { alerts: [], receivers: undefined } });
    expect(bench.press(':').type('alerts').press('enter').text()).toContain('Nothing is wrong');
    expect(bench.text()).not.toContain('Receivers');
  });
});

describe('sources', () => {
  it('say what is in force, how old that is, why they fail, and their runs', () => {
    const failing = aSource({
      latestRevision: 'main@sha1:99999999999999999999',
      error: 'tenants/acme.yaml:3:1 is broken',
    });
    const runs = [
      aRun({
        state: 'failed',
        results: [{ subject: 'pod/acme/agent', outcome: 'failed', message: 'no such image' }],
      }),
      aRun({ state: 'applying', awaited: ['pod/acme/agent'], results: [] }),
    ];
    const bench = screen().news({ kind: 'sources', sources: { sources: [failing], runs } });
    const text = bench.press('S').text();
    expect(text).toContain('✖ fleet  git https://git.example.com/fleet.git main tenants');
    expect(text).toMatch(/in force +main@sha1:4f2a4f2a4f, for 3h/);
    expect(text).toMatch(/latest +main@sha1:9999999999$/m);
    expect(text).toMatch(/looked at +12s ago/);
    expect(text).toMatch(/failure +tenants\/acme.yaml:3:1 is broken/);
    expect(text).toMatch(/✖ failed +3m ago +fleet +push +main@sha1:4f2a4f2a4f$/m);
    expect(text).toContain('pod/acme/agent failed: no such image');
    expect(text).toMatch(/◐ applying .*1 of 1 awaited/);
  });

  it('that are folders are of no revision', () => {
    const folder = { kind: 'folder', url: null, ref: null, revision: null } as const;
    const sources = [
      aSource({ ...folder, latestRevision: null }),
      aSource({ ...folder, latestRevision: null, inForceSince: null, checkedAt: null }),
    ];
    const text = screen()
      .news({ kind: 'sources', sources: { sources, runs: [] } })
      .press('S')
      .text();
    expect(text).toMatch(/folder tenants\n +in force +its files, for 3h/);
    expect(text).toContain('◐ fleet  folder tenants');
    expect(text).toMatch(/in force +nothing yet\n +looked at +never yet/);
  });

  it('are told by a server alone', () => {
    const message = 'a server watches them: agentpod top --server local';
    const bench = screen().news({ kind: 'no-sources', message });
    expect(bench.press(':').type('sources').press('enter').text()).toContain(message);
  });
});

it('what a server tells cannot drive the terminal', () => {
  const evil = 'red\u001b[31m\u001b]0;title\u0007\nrow';
  const bench = screen()
    .news({ kind: 'alerts', alerts: { alerts: [anAlert({ message: evil })], receivers: [] } })
    .news({ kind: 'sources', sources: { sources: [aSource({ error: evil })], runs: [] } });
  for (const key of ['A', 'S']) {
    for (const line of bench.press(key).lines()) expect(line).not.toMatch(/\p{Cc}/u);
  }
});
