import Value from 'typebox/value';
import { beforeEach, describe, expect, it } from 'vitest';
import { ApiBench } from '../../../test/fakes/api-bench.ts';
import { SHAPES } from '../../core/api/shapes.ts';
import { type PodKey, podSubject } from '../../core/model/resource.ts';

const USAGE = '/pods/acme/agent/usage';

let bench: ApiBench;
let wide: string;
let acme: string;
beforeEach(async () => {
  bench = await ApiBench.open();
  wide = await bench.token();
  acme = await bench.token({ tenant: 'acme' });
});

const json = async (path: string, token: string): Promise<unknown> =>
  (await bench.ask(path, { token })).json();

/** What the loop tells of a pod, and one of its channels that is down. */
function measure(at: number, pod: PodKey = 'acme/agent'): void {
  const use = { usedBytes: 1000, limitBytes: 2000, cpuSeconds: at / 100_000 };
  bench.vitals.take({ kind: 'usage', at, samples: [{ pod, id: 'c', ...use }] });
  bench.vitals.take({ kind: 'volumes', sizes: new Map([[pod, 5000]]) });
  const channel = { channel: 'telegram', account: 'default', status: 'False' } as const;
  const account = { ...channel, reason: 'ChannelNotRunning', message: 'm', lastInboundAt: at };
  bench.vitals.take({ kind: 'channels', subject: podSubject(pod), accounts: [account] });
}

describe('what the loop knows of pods', () => {
  it.each([
    ['/usage', 'PodUsageList'],
    [USAGE, 'PodUsage'],
    ['/channels', 'ChannelList'],
  ] as const)('is told by %s in the form that is described', async (path, shape) => {
    measure(bench.time - 10_000);
    measure(bench.time);
    expect([...Value.Errors(SHAPES[shape], await json(path, wide))]).toEqual([]);
  });

  it('is what they use and used', async () => {
    for (const ago of [130_000, 120_000, 65_000, 55_000]) measure(bench.time - ago);
    expect(await json(USAGE, wide)).toMatchObject({
      tenant: 'acme',
      pod: 'agent',
      memoryBytes: 1000,
      volumeBytes: 5000,
      minutes: [{ memoryBytes: 1000 }, { memoryBytes: 1000 }, { memoryBytes: 1000 }],
    });
    const since = new Date(bench.time - 120_000).toISOString();
    expect(await json(`${USAGE}?since=${since}`, wide)).toMatchObject({
      minutes: [{ at: since }, { at: new Date(bench.time - 60_000).toISOString() }],
    });
    expect(await json('/usage?tenant=globex', wide)).toMatchObject({
      items: [{ tenant: 'globex', pod: 'agent', at: null, memoryBytes: null }],
    });
  });

  it('is their channels', async () => {
    measure(bench.time);
    expect(await json('/channels', wide)).toMatchObject({
      items: [{ tenant: 'acme', pod: 'agent', channel: 'telegram', status: 'False' }],
    });
    bench.vitals.take({ kind: 'channels', subject: 'pod/acme/agent', accounts: [] });
    expect(await json('/channels', wide)).toMatchObject({ items: [] });
  });

  it("is for a tenant's token only what is about its own", async () => {
    measure(bench.time);
    measure(bench.time, 'globex/agent');
    for (const path of ['/usage', '/channels']) {
      const text = JSON.stringify(await json(path, acme));
      expect(text).toContain('acme');
      expect(text).not.toContain('globex');
    }
  });
});
