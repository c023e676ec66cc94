import { describe, expect, it } from 'vitest';
import { aCrashedPod, aFleetPod, manyPods } from '../../../../test/fakes/fleet-pods.ts';
import { TopBench } from '../../../../test/fakes/top-bench.ts';
import type { PlanJson } from '../fleet.ts';
import { linesOf } from '../view/ansi-lines.ts';
import { viewOf } from './top-state.ts';

const MANIFESTS = ['-f', 'tenants'];
const three = () =>
  new TopBench({ manifests: MANIFESTS }).pods(
    aFleetPod('acme/agent'),
    aCrashedPod('acme/other'),
    aFleetPod('globex/agent', { suspended: true, state: 'Suspended' }),
  );

const cursor = ({ state }: TopBench) => {
  const view = viewOf(state);
  return view.kind === 'fleet' ? view.cursor : undefined;
};

describe('the fleet', () => {
  it('moves by arrows and by j and k, and stays inside', () => {
    const bench = three();
    expect(cursor(bench)).toBe('acme/agent');
    expect(cursor(bench.press('j'))).toBe('acme/other');
    expect(cursor(bench.press('down', 'down', 'down'))).toBe('globex/agent');
    expect(cursor(bench.press('k'))).toBe('acme/other');
    expect(cursor(bench.press('g'))).toBe('acme/agent');
    expect(cursor(bench.press('G'))).toBe('globex/agent');
  });

  it('keeps the cursor on its pod when others come, and near it when it goes', () => {
    const bench = three().press('j');
    bench.news({ kind: 'pod', pod: aFleetPod('aaa/first') });
    expect(cursor(bench)).toBe('acme/other');
    bench.news({ kind: 'removed', key: 'acme/other' });
    expect(cursor(bench)).toBe('globex/agent');
    bench.pods();
    expect(cursor(bench)).toBeUndefined();
  });

  it('filters while it is typed, and shows all again after esc', () => {
    const bench = three().press('/').type('crash');
    expect(bench.text()).toContain('acme/other');
    expect(bench.text()).not.toContain('globex');
    expect(cursor(bench)).toBe('acme/other');
    bench.press('enter', 'esc');
    expect(bench.text()).toContain('globex/agent');
    expect(bench.press('/').type('!acme').text()).not.toContain('acme/agent');
  });

  it('sorts by the worst state first, and turns around', () => {
    const bench = three().press('right', 'g');
    expect(bench.text()).toContain('STATE↑');
    expect(cursor(bench)).toBe('acme/other');
    expect(cursor(bench.press('I', 'g'))).toBe('acme/agent');
  });

  it('shows of a thousand pods only what fits, with the cursor always among it', () => {
    const bench = new TopBench({ columns: 120 }).pods(...manyPods(100, 10));
    for (const key of ['G', 'pageup', 'k', 'pagedown', 'g', 'pagedown', 'j']) {
      bench.press(key);
      expect(bench.lines()).toHaveLength(24);
      expect(bench.text(), key).toContain(` ${cursor(bench)} `);
    }
  });
});

describe('pages', () => {
  it('open over the fleet and close again', () => {
    const bench = three().press('enter');
    expect(bench.text()).toContain('Pod acme/agent');
    expect(bench.press('y').text()).toContain('YAML of acme/agent');
    expect(bench.press('esc').text()).toContain('Pod acme/agent');
    expect(bench.press('q').text()).toContain('── Pods ');
    expect(bench.effects).toEqual([{ kind: 'look-at-day', pod: 'acme/agent' }]);
    bench.press('q');
    expect(bench.effects.at(-1)).toEqual({ kind: 'quit' });
  });

  it('show what a pod used during the day, where somebody kept it', () => {
    const minutes = Array.from({ length: 120 }, (_, minute) => minute / 240);
    const bench = three().press('enter');
    expect(bench.text()).not.toContain('CPU before');
    bench.take({ kind: 'day', pod: 'acme/agent', use: { cpus: minutes, memory: minutes } });
    expect(bench.text()).toMatch(/CPU before +▁+▂+▃+▄+▅+▆+▇+█+ +last 2h/);
    expect(bench.press('esc', 'j', 'enter').text()).not.toContain('CPU before');
  });

  it('events follow the newest until somebody scrolls up', () => {
    const event = (id: number) =>
      ({
        id,
        time: '2026-11-25T12:00:00Z',
        subject: 'pod/acme/agent',
        type: 'Normal',
        reason: 'Healed',
        message: `number ${id}.`,
      }) as const;
    const bench = three().press('e');
    const events = Array.from({ length: 40 }, (_, index) => event(index + 1));
    bench.news({ kind: 'events', events });
    expect(bench.text()).toContain('number 40.');
    bench.press('k').news({ kind: 'events', events: [event(41)] });
    expect(bench.text()).not.toContain('number 41.');
    expect(bench.press('G').text()).toContain('number 41.');
  });

  it('says what is pending and what drifted, with its cost', () => {
    const plan: PlanJson = {
      subjects: [
        {
          subject: 'pod/acme/agent',
          verdict: 'update',
          impact: 'recreate',
          secondsDown: 14,
          cause: 'another image',
        },
      ],
      changes: [
        {
          subject: 'pod/acme/agent',
          section: 'pending',
          path: 'spec.image',
          before: { value: 'a:1' },
          after: { value: 'a:2' },
          impact: 'recreate',
        },
      ],
      warnings: [],
      refused: [],
    };
    const bench = three().news({ kind: 'plan', plan });
    expect(bench.text()).toMatch(/acme\/agent .*pending 1/);
    const text = bench.press('p').text();
    expect(text).toContain('new container, about 14s down');
    expect(text).toContain('~ spec.image: "a:1" -> "a:2"');
  });
});

describe('logs', () => {
  const logs = () => {
    const bench = three().press('l');
    bench.take({ kind: 'log', pod: 'acme/agent', lines: linesOf('one\ntwo needle\nthree\n') });
    return bench;
  };

  it('are followed while they are on the screen', () => {
    const bench = logs();
    expect(bench.effects).toEqual([{ kind: 'follow-logs', pod: 'acme/agent' }]);
    expect(bench.text()).toContain('two needle');
    bench.press('esc');
    expect(bench.effects.at(-1)).toEqual({ kind: 'leave-logs' });
  });

  it('wait while they are paused, and lose nothing', () => {
    const bench = logs().press('space');
    bench.take({ kind: 'log', pod: 'acme/agent', lines: linesOf('four\n') });
    expect(bench.text()).toContain('paused, 1 more');
    expect(bench.text()).not.toContain('four');
    expect(bench.press('space').text()).toContain('four');
  });

  it('are searched: the place stands out', () => {
    const bench = logs().press('/').type('NEEDLE').press('enter');
    expect(bench.text()).toContain('/NEEDLE');
    expect(bench.press('esc').text()).not.toContain('/NEEDLE');
    expect(bench.text()).toContain('Logs of acme/agent');
  });

  it('of another pod, which come late, change nothing', () => {
    const bench = logs();
    bench.take({ kind: 'log', pod: 'acme/other', lines: linesOf('strange\n') });
    expect(bench.text()).not.toContain('strange');
  });
});

describe('commands', () => {
  it('complete their names and their pods', () => {
    const bench = three().press(':').type('log').press('tab').type('gl').press('tab');
    expect(bench.text()).toContain(':logs globex/agent');
    bench.press('enter');
    expect(bench.effects).toEqual([{ kind: 'follow-logs', pod: 'globex/agent' }]);
  });

  it('show one tenant, and all again', () => {
    const bench = three().press(':').type('tenant globex').press('enter');
    expect(bench.text()).toContain('Pods of globex');
    expect(bench.text()).not.toContain('acme/agent');
    expect(bench.press('esc').text()).toContain('acme/agent');
  });

  it('are about the machine of the server, where one is asked', () => {
    const bench = new TopBench({ server: [] }).pods(aFleetPod('acme/agent'));
    bench.press(':').type('doctor').press('enter');
    expect(bench.effects).toEqual([{ kind: 'doctor', title: 'doctor' }]);
    bench.press(':').type('health').press('enter');
    expect(bench.text()).toContain('on its machine: agentpod health');
    expect(bench.effects).toHaveLength(1);
  });

  it('say what was meant where it is none', () => {
    expect(three().press(':').type('evnts').press('enter').text()).toContain(
      'did you mean :events?',
    );
    expect(three().press(':').type('logs no/body').press('enter').text()).toContain(
      'there is no pod no/body',
    );
  });
});

describe('a server that is lost', () => {
  it('is said with the age of what is shown, and is live again', () => {
    const bench = three();
    bench.now += 5000;
    bench.news({ kind: 'lost', message: 'connection refused' });
    bench.now += 10_000;
    bench.take({ kind: 'tick', now: bench.now });
    expect(bench.text()).toContain('lost, as of 15s ago');
    expect(bench.text()).toContain('connection refused');
    expect(bench.text()).toContain('acme/agent');
    expect(bench.pods(aFleetPod('acme/agent')).text()).toContain('● live');
  });
});
