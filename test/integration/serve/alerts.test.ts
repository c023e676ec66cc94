import { createHmac, randomBytes } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PodKey } from '../../../src/core/model/resource.ts';
import { whyNoEngine } from '../../contract/docker-world.ts';
import { aFleet, type Fleet } from '../fleet/fleet.ts';
import { aStub, aTenant } from '../fleet/manifests.ts';
import { AMailbox, AReceiver, type Letter } from './a-receiver.ts';
import { AServer } from './a-server.ts';

const missing = await whyNoEngine();
const POD = 'acme/agent';
const OTHER = 'acme/other';
const CANARY = {
  signing: `whsec_${randomBytes(24).toString('base64')}`,
  password: `canary-mail-${randomBytes(8).toString('hex')}`,
  path: `canary-chat-${randomBytes(8).toString('hex')}`,
};
const FLAGS = ['-f', 'tenants', '--alerts', 'alerts.yaml'];

interface Told {
  readonly id: string;
  readonly type: string;
  readonly data: { readonly state: string; readonly subject: string; readonly message: string };
}

const told = ({ text }: Letter): Told => JSON.parse(text) as Told;
const isTold = (state: string) => (letter: Letter) => told(letter).data.state === state;

describe.skipIf(missing)(`alerts of serve ${missing ?? ''}`, () => {
  let fleet: Fleet;
  let server: AServer;
  let hook: AReceiver;
  let chat: AReceiver;
  let hanging: AReceiver;
  let mailbox: AMailbox;

  beforeAll(async () => {
    [fleet, hook, chat, hanging, mailbox] = await Promise.all([
      aFleet(),
      AReceiver.listen(),
      AReceiver.listen(),
      AReceiver.listen(),
      AMailbox.listen('agentpod', CANARY.password),
    ]);
    hanging.status = undefined;
    Object.assign(fleet.env, { HOOK_SECRET: CANARY.signing, CHAT: `${chat.url}/${CANARY.path}` });
    await fleet.writeText('mail.password', `${CANARY.password}\n`);
    const allowPrivate = ['127.0.0.0/8'];
    const email = {
      host: '127.0.0.1',
      port: mailbox.port,
      tls: 'none',
      user: 'agentpod',
      password: { file: 'mail.password' },
      from: 'agentpod@example.com',
      to: ['ops@example.com'],
    };
    await fleet.write('alerts.yaml', {
      apiVersion: 'agentpod.dev/v1alpha1',
      kind: 'Alerts',
      resolveAfter: '8s',
      receivers: [
        { name: 'hook', webhook: { url: hook.url, secret: { env: 'HOOK_SECRET' } }, allowPrivate },
        { name: 'chat', slack: { url: { env: 'CHAT' } }, allowPrivate },
        { name: 'mail', email, allowPrivate },
        { name: 'hanging', webhook: { url: hanging.url }, allowPrivate },
        { name: 'inside', webhook: { url: hook.url } },
      ],
    });
    await fleet.write('tenants/acme.yaml', aTenant('acme'), aStub(POD), aStub(OTHER));
    server = new AServer(fleet, FLAGS);
    await server.ready();
    for (const pod of [POD, OTHER]) {
      await server.said(({ msg, subject }) => msg === 'created' && subject === `pod/${pod}`);
    }
  }, 120_000);
  afterAll(async () => {
    await server.end('SIGKILL');
    for (const each of [hook, chat, hanging, mailbox]) each.close();
    await fleet.remove();
  });

  /** How long until another process answers. */
  async function dies(pod: PodKey = POD): Promise<number> {
    const { State } = await fleet.engine.container(pod);
    const began = Date.now();
    process.kill(State.Pid, 'SIGKILL');
    for (;;) {
      const [now] = await fleet.engine.containers(pod).catch(() => []);
      const isNew = now?.State.Running && now.State.StartedAt !== State.StartedAt;
      if (isNew && (await fleet.engine.answers(pod))) return Date.now() - began;
      if (Date.now() - began > 45_000) throw new Error(JSON.stringify(server.lines, null, 1));
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  let firstDeath = 0;

  it('tells nothing before the third death in a row, and then everybody once', async () => {
    firstDeath = await dies();
    await dies();
    expect(hook.got).toEqual([]);
    await dies();
    const letter = await hook.one(isTold('firing'));
    expect(told(letter)).toMatchObject({
      type: 'dev.agentpod.pod.failing',
      data: { subject: `pod/${POD}`, severity: 'critical' },
    });
    await chat.one(({ text }) => text.includes(`FIRING pod/${POD}`));
    expect(await mailbox.one((mail) => mail.includes('Subject: FIRING'))).toContain(
      'To: ops@example.com',
    );
    await hanging.one(isTold('firing'));
    expect(await server.metric('agentpod_alerts_firing')).toBe(1);
  }, 120_000);

  it('signs as Standard Webhooks wants it', async () => {
    const { headers, text } = await hook.one(isTold('firing'));
    const id = String(headers['webhook-id']);
    const signed = `${id}.${headers['webhook-timestamp']}.${text}`;
    const key = Buffer.from(CANARY.signing.slice('whsec_'.length), 'base64');
    const mac = createHmac('sha256', key).update(signed).digest('base64');
    expect(headers['webhook-signature']).toBe(`v1,${mac}`);
    expect(told({ headers, text, path: '' }).id).toBe(id);
  });

  it('heals as fast as before while a receiver hangs', async () => {
    // The first death of each: Docker itself waits longer after every other.
    const during = await dies(OTHER);
    process.stderr.write(`back in ${firstDeath} ms, while a receiver hangs in ${during} ms\n`);
    expect(during).toBeLessThan(firstDeath + 10_000);
  }, 120_000);

  it('tells once that it is over, to those who were told that it began', async () => {
    const over = await hook.one(isTold('resolved'));
    await chat.one(({ text }) => text.includes(`RESOLVED pod/${POD}`));
    await mailbox.one((mail) => mail.includes('Subject: RESOLVED'));
    expect(hook.got.map((letter) => told(letter).data.state)).toEqual(['firing', 'resolved']);
    expect(told(over).data.subject).toBe(`pod/${POD}`);
    expect(hook.got.map(({ path }) => path)).toEqual(['/', '/']);
  }, 120_000);

  it('shows them, and how receivers are reached', async () => {
    await server.said(({ level, receiver }) => level === 'warn' && receiver === 'hanging');
    const { stdout } = await fleet.run(['alerts', 'list', '-o', 'json']);
    const { items, metadata } = JSON.parse(stdout);
    expect(items).toMatchObject([{ state: 'resolved', type: 'failing', subject: `pod/${POD}` }]);
    const states = Object.fromEntries(
      metadata.receivers.map((each: { readonly name: string }) => [each.name, each]),
    );
    expect(states['hook']).toMatchObject({ waiting: 0, sent: 2, lastError: '' });
    // Nobody said that it may be in here.
    expect(states['inside']).toMatchObject({
      sent: 0,
      lastError: expect.stringContaining('allowPrivate'),
    });
    expect(states['hanging']).toMatchObject({ sent: 0, lastError: 'no answer in time' });
    const token = (await fleet.run(['api-token', 'create', 'wall', '--role', 'read-only'])).stdout;
    const answer = await server.get('/api/v1/alerts', { authorization: `Bearer ${token.trim()}` });
    expect(await answer.json()).toMatchObject({ kind: 'AlertList', items });
    const sent = 'agentpod_alert_deliveries_total{receiver="hook",result="sent"}';
    expect(await server.metric(sent)).toBe(2);
  });

  it('sends what waited when a receiver is back, also after a restart', async () => {
    await server.end();
    hanging.status = 204;
    server = new AServer(fleet, FLAGS);
    await server.ready();
    await hanging.one(isTold('resolved'));
    const ids = hanging.got.filter(isTold('firing')).map((letter) => told(letter).id);
    expect([ids.length > 1, new Set(ids).size]).toEqual([true, 1]);
    expect(hook.got).toHaveLength(2);
  }, 120_000);

  it('sends a test message on its own', async () => {
    const sent = await fleet.run(['alerts', 'test', 'chat', '--alerts', 'alerts.yaml']);
    expect(sent).toMatchObject({ exitCode: 0 });
    await chat.one(({ text }) => text.includes('a test'));
    const refused = await fleet.run(['alerts', 'test', 'inside', '--alerts', 'alerts.yaml']);
    expect(refused).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('allowPrivate') });
  });

  it('keeps no secret of a receiver in database, state folder or log', async () => {
    const dump = await fleet.databaseDump();
    expect(dump).toContain('3 failures in a row');
    const entries = await readdir(fleet.stateDir, { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile());
    const texts = await Promise.all(
      files.map(({ parentPath, name }) => readFile(join(parentPath, name), 'latin1')),
    );
    const all = [dump, JSON.stringify(server.lines), ...texts].join('\n');
    for (const value of Object.values(CANARY)) expect(all.includes(value)).toBe(false);
  });
});
