import Value from 'typebox/value';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  ApiBench,
  behindSnapshot,
  type Message,
  messages,
  messagesUntil,
} from '../../../test/fakes/api-bench.ts';
import { SHAPES } from '../../core/api/shapes.ts';

let bench: ApiBench;
let wide: string;
let acme: string;
beforeEach(async () => {
  bench = await ApiBench.open();
  wide = await bench.token();
  acme = await bench.token({ tenant: 'acme' });
  return () => bench.end.abort();
});

const open = (token: string, headers: Readonly<Record<string, string>> = {}) =>
  bench.ask('/stream', { token, headers });

const items = async (path: string): Promise<unknown> =>
  ((await (await bench.ask(path, { token: wide })).json()) as { items: unknown }).items;

/** Somebody stops it, and the Engine tells. */
function stop(pod: 'acme/agent' | 'acme/other' | 'globex/agent'): void {
  const { containers, happenings } = bench.world.runtime;
  const prefix = `_${pod.replace('/', '_')}_g`;
  for (const [name, container] of containers) {
    if (name.includes(prefix)) Object.assign(container, { state: 'exited', exitCode: 1 });
  }
  happenings.emit('event', { kind: 'container', pod, action: 'die' });
}

const podIn = ({ data }: Message) => {
  const { metadata, status } = JSON.parse(data);
  return `${metadata.tenant}/${metadata.name} ${status?.state}`;
};
const crashed = (pod: string) => (found: readonly Message[]) =>
  found.some((each) => each.event === 'pod' && podIn(each) === `${pod} Crashed`);

describe('the live stream', () => {
  it('begins with everything, and tells each change as it is asked for elsewhere', async () => {
    const [asked, tenants] = await Promise.all(['/pods', '/tenants'].map(items));
    const stream = await open(wide);
    expect(stream.headers.get('content-type')).toContain('text/event-stream');
    const isTold = behindSnapshot(() => stop('acme/agent'), crashed('acme/agent'));
    const { found, cancel } = await messagesUntil(stream, isTold);
    await cancel();
    const [snapshot] = found;
    const { pods, tenants: shown } = JSON.parse(snapshot?.data ?? '{}');
    expect([snapshot?.event, pods, shown]).toEqual(['snapshot', asked, tenants]);
    for (const { data } of found)
      expect(Value.Check(SHAPES.LiveMessage, JSON.parse(data))).toBe(true);
    bench.time += 2000;
    const changed = await (await bench.ask('/pods/acme/agent', { token: wide })).json();
    const told = found.filter(crashedOnly).map(({ data }) => JSON.parse(data));
    // Whoever looks later has seen it later.
    const times = /"lastTransitionTime":"[^"]*"/g;
    expect(JSON.stringify(told).replaceAll(times, '')).toBe(
      JSON.stringify([changed]).replaceAll(times, ''),
    );
  });

  it('goes on behind the message that was seen last', async () => {
    const first = await messages(await open(wide), 1);
    const [snapshot] = first.found;
    await first.cancel();
    stop('acme/agent');
    stop('globex/agent');
    const again = await open(wide, { 'last-event-id': snapshot?.id ?? '' });
    const missed = await messagesUntil(again, crashed('globex/agent'));
    await missed.cancel();
    expect(missed.found.some(({ event }) => event === 'snapshot')).toBe(false);
    expect(missed.found.filter(crashedOnly)).toHaveLength(2);
  });

  it.each(['other-1', '0', '99999'])(
    'begins anew behind %s, which it does not know',
    async (id) => {
      const { found, cancel } = await messages(await open(wide, { 'last-event-id': id }), 1);
      await cancel();
      expect(found[0]?.event).toBe('snapshot');
    },
  );

  it('tells who is gone', async () => {
    const stream = await open(wide);
    const go = async (): Promise<void> => {
      await bench.world.runtime.removeContainer('agentpod_acme_other_g1');
      await bench.workspace.store.forgetPod('acme/other');
      bench.live.onLoopEvent({ kind: 'passed', seconds: 1, subjects: 1, failed: 0, idle: false });
    };
    const isTold = (all: readonly Message[]) => all.some(({ event }) => event === 'removed');
    const { found, cancel } = await messagesUntil(stream, behindSnapshot(go, isTold));
    await cancel();
    const gone = JSON.parse(found.find(({ event }) => event === 'removed')?.data ?? '{}');
    expect(gone.metadata).toEqual({ kind: 'Pod', tenant: 'acme', name: 'other' });
  });

  it("brings a tenant's token its own tenant alone, also as it changes", async () => {
    const stream = await open(acme);
    const all = await open(wide);
    const begun = Promise.withResolvers<void>();
    const own = messagesUntil(stream, behindSnapshot(begun.resolve, crashed('acme/other')));
    await begun.promise;
    const isTold = behindSnapshot(() => stop('globex/agent'), crashed('globex/agent'));
    await (await messagesUntil(all, isTold)).cancel();
    stop('acme/other');
    const { found, cancel } = await own;
    await cancel();
    expect(JSON.stringify(found)).not.toContain('globex');
  });

  it('ends when its token is revoked, and with the server', async () => {
    const response = await open(wide);
    await bench.workspace.store.apiTokens.revoke('t-0');
    await messages(response, 1000);
    const other = await open(acme);
    bench.end.abort();
    await messages(other, 1000);
    expect(bench.reported).toEqual([]);
  });

  it('is one of so many of a token, and takes no HEAD', async () => {
    const streams = await Promise.all(Array.from({ length: 20 }, () => open(wide)));
    expect((await open(wide)).status).toBe(429);
    expect((await open(acme)).status).toBe(200);
    await streams[0]?.body?.cancel();
    await expect.poll(async () => (await open(wide)).status).toBe(200);
    const head = await bench.ask('/stream', { token: wide, method: 'HEAD' });
    expect(head.status).toBe(405);
  });

  it('drops who reads nothing', async () => {
    const stream = await open(wide);
    // Nobody reads: the snapshot stays in the way, and three beats are long enough to wait.
    await expect.poll(() => bench.live.isFollowed).toBe(true);
    await expect.poll(() => bench.live.isFollowed, { timeout: 5000 }).toBe(false);
    await stream.body?.cancel();
  });
});

function crashedOnly(message: Message): boolean {
  return message.event === 'pod' && podIn(message).endsWith('Crashed');
}
