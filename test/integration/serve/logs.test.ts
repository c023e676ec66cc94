/** Logs over a real server, of an agent that says what it must not. */
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { whyNoEngine } from '../../contract/docker-world.ts';
import { messagesUntil } from '../../fakes/api-bench.ts';
import { aFleet, type Fleet } from '../fleet/fleet.ts';
import { aStub, aTenant } from '../fleet/manifests.ts';
import { AServer } from './a-server.ts';

const missing = await whyNoEngine();
const CANARY = `canary-${randomBytes(12).toString('hex')}`;
/** Says its secret twice a second, in colours, and everything else that a terminal would obey. */
const TALKER = `
stub-agent & while sleep 0.5; do
printf '\\033[2Jkey \\033[1m%s\\033[0m\\n' "$(cat /run/agentpod/secrets/secret-crm)"
echo "plain $$"
done`;

describe.skipIf(missing)(`logs over a server ${missing ?? ''}`, () => {
  let fleet: Fleet;
  let server: AServer;
  let acme: string;
  let globex: string;

  const token = async (tenant: string): Promise<string> => {
    const argv = ['api-token', 'create', tenant, '--role', 'tenant', '--tenant', tenant];
    const { exitCode, stdout, stderr } = await fleet.run(argv);
    expect(exitCode, stderr).toBe(0);
    return stdout.trim();
  };
  const ask = (query: string, bearer: string, headers: Readonly<Record<string, string>> = {}) =>
    server.get(`/api/v1/pods/acme/agent/logs${query}`, {
      Authorization: `Bearer ${bearer}`,
      ...headers,
    });

  beforeAll(async () => {
    fleet = await aFleet();
    fleet.env['CRM_TOKEN'] = CANARY;
    const talker = aStub('acme/agent', { secrets: { crm: { env: 'CRM_TOKEN' } } });
    await fleet.write('acme.yaml', aTenant('acme'), {
      ...talker,
      spec: { ...talker.spec, generic: { ...talker.spec.generic, command: ['sh', '-c', TALKER] } },
    });
    await fleet.write('globex.yaml', aTenant('globex'));
    server = new AServer(fleet, ['-f', '.']);
    await server.ready();
    acme = await token('acme');
    globex = await token('globex');
  });
  afterAll(async () => {
    await server?.end('SIGKILL');
    await fleet?.remove();
  });

  it('come clean and masked, as they are written, each with its moment', async () => {
    const stream = await ask('?follow=true', acme);
    const { found, cancel } = await messagesUntil(stream, (all) => all.length >= 8);
    await cancel();
    const lines = found.map(({ data }) => JSON.parse(data) as { time: string; text: string });
    const texts = lines.map(({ text }) => text);
    expect(texts).toContain('key (redacted)');
    expect(texts.some((text) => text.startsWith('plain '))).toBe(true);
    expect(lines.map(({ time }) => time)).toEqual(found.map(({ id }) => id));
    expect(JSON.stringify(found)).not.toContain(CANARY);

    const known = found[3]?.id ?? '';
    const again = await ask('?follow=true', acme, { 'Last-Event-ID': known });
    const more = await messagesUntil(again, (all) => all.length >= 4);
    await more.cancel();
    expect(more.found.map(({ data }) => data).slice(0, 4)).toEqual(
      found.map(({ data }) => data).slice(4, 8),
    );
  });

  it('come as a list, and to nobody else', async () => {
    const text = await (await ask('?tail=3', acme)).text();
    expect(JSON.parse(text).items).toHaveLength(3);
    expect(text).not.toContain(CANARY);
    for (const query of ['', '?follow=true']) expect((await ask(query, globex)).status).toBe(404);
  });

  it('leave no connection to the Engine behind when their reader goes', async () => {
    const streams = await Promise.all(Array.from({ length: 6 }, () => ask('?follow=true', acme)));
    expect((await ask('?follow=true', acme)).status).toBe(429);
    await Promise.all(streams.map((stream) => stream.body?.cancel()));
    await expect
      .poll(async () => {
        const stream = await ask('?follow=true', acme);
        await stream.body?.cancel();
        return stream.status;
      })
      .toBe(200);
    expect(await server.end()).toBe(0);
  });
});
