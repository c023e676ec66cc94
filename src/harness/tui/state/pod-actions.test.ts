import { describe, expect, it } from 'vitest';
import { aCrashedPod, aFleetPod } from '../../../../test/fakes/fleet-pods.ts';
import { TopBench } from '../../../../test/fakes/top-bench.ts';
import { linesOf } from '../view/ansi-lines.ts';

const MANIFESTS = ['-f', 'tenants'];
const three = () =>
  new TopBench({ manifests: MANIFESTS }).pods(
    aFleetPod('acme/agent'),
    aCrashedPod('acme/other'),
    aFleetPod('globex/agent', { suspended: true, state: 'Suspended' }),
  );

describe('what is done to a pod', () => {
  it.each([
    ['space', 'pod suspend acme/agent -f tenants'],
    ['r', 'apply -f tenants --tenant acme --yes'],
  ])('%s runs a command line', (key, line) => {
    const bench = three().press(key);
    expect(bench.effects).toMatchObject([{ kind: 'act', argv: line.split(' ') }]);
    const what = bench.state.doing[0] ?? '';
    expect(bench.text()).toContain(`${what} …`);
    bench.take({ kind: 'done', what, ok: true, message: 'all well', now: bench.now });
    expect(bench.state.doing).toEqual([]);
    expect(bench.text()).toContain('all well');
  });

  it('space on a suspended pod resumes it', () => {
    const bench = three().press('G', 'space');
    expect(bench.effects).toMatchObject([
      { argv: ['pod', 'resume', 'globex/agent', ...MANIFESTS] },
    ]);
  });

  it('is deleted only when its name was typed', () => {
    const bench = three().press('ctrl-d').type('acme').press('enter');
    expect(bench.effects).toEqual([]);
    expect(bench.text()).toContain('not deleted');
    bench.press('ctrl-d').type('acme/agent').press('enter');
    expect(bench.effects).toMatchObject([{ argv: ['delete', 'pod', 'acme/agent', '--yes'] }]);
  });

  it.each(['space', 'r', 's', 'o', 'ctrl-d'])('%s does nothing when read-only', (key) => {
    const bench = new TopBench({ readOnly: 'only to look' }).pods(aFleetPod('acme/agent'));
    bench.press(key);
    expect(bench.effects).toEqual([]);
    expect(bench.text()).toContain('only to look');
  });

  it('is what a server is asked for, where its fleet is shown', () => {
    const bench = new TopBench({ server: ['--server', 'local'] }).pods(
      aFleetPod('acme/agent'),
      aFleetPod('globex/agent', { suspended: true, state: 'Suspended' }),
    );
    bench.press('space', 'r', 'G', 'space');
    expect(bench.effects).toEqual([
      { kind: 'ask', what: 'suspend acme/agent', verb: 'suspend', pod: 'acme/agent' },
      { kind: 'ask', what: 'reconcile acme/agent', verb: 'reconcile', pod: 'acme/agent' },
      { kind: 'ask', what: 'resume globex/agent', verb: 'resume', pod: 'globex/agent' },
    ]);
    bench.press('d');
    expect(bench.effects.at(-1)).toMatchObject({
      argv: ['describe', 'pod', 'globex/agent', '--server', 'local'],
    });
  });

  it('asks the server for a link, and shows it', () => {
    const bench = new TopBench({ server: [] }).pods(aFleetPod('acme/agent')).press('o');
    const title = 'open acme/agent';
    expect(bench.effects).toEqual([{ kind: 'link', title, pod: 'acme/agent' }]);
    expect(bench.text()).toContain('One moment');
    bench.take({ kind: 'printed', title, lines: linesOf('https://agent.example.com/#once\n') });
    expect(bench.text()).toContain('https://agent.example.com/#once');
  });

  it.each([
    ['s', 'agentpod exec -it acme/agent'],
    ['ctrl-d', 'when its manifest is taken away'],
  ])('%s says in a line why not over a server', (key, words) => {
    const bench = new TopBench({ server: [], columns: 120 }).pods(aFleetPod('acme/agent'));
    expect(bench.press(key).text()).toContain(words);
    expect(bench.effects).toEqual([]);
  });

  it('needs the manifests where they are changed', () => {
    const bench = new TopBench().pods(aFleetPod('acme/agent')).press('space');
    expect(bench.effects).toEqual([]);
    expect(bench.text()).toContain('start with -f');
  });
});
