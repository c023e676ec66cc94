/** The live stream of a real server: what happens to real pods, and who may see it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { whyNoEngine } from '../../contract/docker-world.ts';
import { behindSnapshot, type Message, messages, messagesUntil } from '../../fakes/api-bench.ts';
import { aFleet, type Fleet } from '../fleet/fleet.ts';
import { aStub, aTenant } from '../fleet/manifests.ts';
import { AServer } from './a-server.ts';

const missing = await whyNoEngine();

const stateOf = (found: readonly Message[], name: string): string =>
  found
    .filter(({ event }) => event === 'pod')
    .map(({ data }) => JSON.parse(data))
    .filter(({ metadata }) => `${metadata.tenant}/${metadata.name}` === name)
    .at(-1)?.status.state ?? '';

describe.skipIf(missing)(`the live stream of a server ${missing ?? ''}`, () => {
  let fleet: Fleet;
  let server: AServer;
  let wide: string;
  let acme: string;

  const token = async (...argv: readonly string[]): Promise<string> =>
    (await fleet.run(['api-token', 'create', ...argv])).stdout.trim();
  const open = (bearer: string, headers: Readonly<Record<string, string>> = {}) =>
    server.get('/api/v1/stream', { Authorization: `Bearer ${bearer}`, ...headers });

  beforeAll(async () => {
    fleet = await aFleet();
    await fleet.write('acme.yaml', aTenant('acme'), aStub('acme/agent'));
    await fleet.write('globex.yaml', aTenant('globex'), aStub('globex/agent'));
    server = new AServer(fleet, ['-f', '.']);
    await server.ready();
    wide = await token('wide', '--role', 'read-only');
    acme = await token('acme', '--role', 'tenant', '--tenant', 'acme');
  });
  afterAll(async () => {
    await server.end('SIGKILL');
    await fleet.remove();
  });

  it('shows a pod that is killed go down and come back, and to its tenant alone', async () => {
    const [all, own] = await Promise.all([open(wide), open(acme)]);
    const begun = Promise.withResolvers<void>();
    const isChanged = (found: readonly Message[]): boolean =>
      found.some(({ event, data }) => event === 'pod' && JSON.parse(data).metadata.generation > 1);
    const reading = messagesUntil(own, behindSnapshot(begun.resolve, isChanged));
    await begun.promise;
    const kill = async () => (await fleet.engine.handle('globex/agent')).kill();
    const isBack = (found: readonly Message[]): boolean => {
      const states = found.map((_, index) => stateOf(found.slice(0, index + 1), 'globex/agent'));
      const down = states.findIndex((state) => state !== 'Running' && state !== '');
      return down >= 0 && states.slice(down).includes('Running');
    };
    const seen = await messagesUntil(all, behindSnapshot(kill, isBack));
    await seen.cancel();
    expect(seen.found[0]?.event).toBe('snapshot');
    await fleet.write('acme.yaml', aTenant('acme'), aStub('acme/agent', { env: { A: '1' } }));
    const theirs = await reading;
    await theirs.cancel();
    expect(JSON.stringify(theirs.found)).not.toContain('globex');
  });

  it('goes on where it was left, with what happened meanwhile', async () => {
    const { found, cancel } = await messages(await open(wide), 1);
    await cancel();
    const from = server.lines.length;
    const A = `2 ${from}`;
    await fleet.write('acme.yaml', aTenant('acme'), aStub('acme/agent', { env: { A } }));
    await server.said(
      ({ msg, subject }) => msg === 'updated' && subject === 'pod/acme/agent',
      from,
    );
    const again = await open(wide, { 'Last-Event-ID': found[0]?.id ?? '' });
    const missed = await messages(again, 1);
    await missed.cancel();
    expect(missed.found[0]?.event).toBe('pod');
  });

  it('tells within a moment what the loop has found out', async () => {
    const stream = await open(wide);
    const from = server.lines.length;
    const { Config } = await fleet.engine.container('acme/agent');
    const before = Number(Config.Labels['dev.agentpod.generation']);
    await fleet.write('acme.yaml', aTenant('acme'), aStub('acme/agent', { env: { A: '3' } }));
    let told = 0;
    const updated = server
      .said(({ msg, subject }) => msg === 'updated' && subject === 'pod/acme/agent', from)
      .then(() => Date.now());
    const { found, cancel } = await messagesUntil(stream, (all) => {
      const isThere = stateOf(all, 'acme/agent') === 'Running' && generationOf(all) > before;
      if (isThere) told = Date.now();
      return isThere;
    });
    await cancel();
    expect(found.length).toBeGreaterThan(1);
    // Far above what it takes, for a machine that is busy with other things.
    expect(told - (await updated)).toBeLessThan(3000);
  });
});

function generationOf(found: readonly Message[]): number {
  const pods = found.filter(({ event }) => event === 'pod').map(({ data }) => JSON.parse(data));
  return pods.findLast(({ metadata }) => metadata.tenant === 'acme')?.metadata.generation ?? 0;
}
