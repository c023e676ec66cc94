import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FiringAlert, Notice } from '../../core/alerts/alert.ts';
import { alertsConfig, type ReceiverSpec } from '../../core/alerts/alerts-config.ts';
import { Secret } from '../../core/model/secret.ts';
import { createAlertSender } from './alert-sender.ts';
import type { LookUp } from './public-address.ts';

interface Request {
  readonly path: string;
  readonly host: string | undefined;
  readonly body: unknown;
}

const ALERT: FiringAlert = {
  key: 'failing pod/acme/agent',
  type: 'failing',
  severity: 'critical',
  subject: 'pod/acme/agent',
  message: '<!channel> it ended & *died*',
  since: 0,
  firedAt: 90_000,
  toldAt: 90_000,
  repeats: 0,
  receivers: ['r'],
};
const NOTICE: Notice = { state: 'firing', alert: ALERT, at: 90_000 };
const TOKEN = '123456:very-secret-token';

let server: Server;
let port: number;
let got: Request[];
let answer: (response: ServerResponse, request: IncomingMessage) => void;

beforeEach(async () => {
  got = [];
  answer = (response) => response.writeHead(204).end();
  server = createServer(async (request, response) => {
    let text = '';
    for await (const chunk of request) text += chunk;
    const body: unknown = JSON.parse(text);
    got.push({ path: request.url ?? '', host: request.headers.host, body });
    answer(response, request);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  port = (server.address() as AddressInfo).port;
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

type Way = Omit<ReceiverSpec, 'name'>;
const inside: LookUp = async () => [{ address: '127.0.0.1', family: 4 }];
const LOOPBACK = ['127.0.0.0/8'];

function send(way: Way, { lookUp = inside, signal = new AbortController().signal } = {}) {
  const receivers = [{ name: 'r', allowPrivate: LOOPBACK, ...way }];
  const sender = createAlertSender({
    config: alertsConfig({ receivers }),
    instance: 'test',
    readSecret: async (from) => new Secret('env' in from ? from.env : ''),
    now: () => 100_000,
    lookUp,
    timeoutMs: 500,
  });
  return sender.send('r', { id: 'msg_1', notice: NOTICE }, signal);
}

const webhook = (url = `http://127.0.0.1:${port}/x`): Way => ({ webhook: { url } });

describe('what receivers get', () => {
  it('a webhook: an event of a stable type, to the host that was named', async () => {
    expect(await send(webhook(`http://hooks.example.com:${port}/x?y=1`))).toEqual({ kind: 'sent' });
    expect(got).toEqual([
      {
        path: '/x?y=1',
        host: `hooks.example.com:${port}`,
        body: {
          id: 'msg_1',
          type: 'dev.agentpod.pod.failing',
          source: 'agentpod/test',
          timestamp: '1970-01-01T00:01:30.000Z',
          data: {
            state: 'firing',
            key: ALERT.key,
            subject: ALERT.subject,
            alert: 'failing',
            severity: 'critical',
            message: ALERT.message,
            since: '1970-01-01T00:00:00.000Z',
            repeats: 0,
          },
        },
      },
    ]);
  });

  it('Slack: text that can neither call nor link', async () => {
    await send({ slack: { url: { env: `http://127.0.0.1:${port}/services/T/B/x` } } });
    expect(got[0]?.path).toBe('/services/T/B/x');
    const { text, blocks } = (got[0]?.body ?? {}) as {
      text: string;
      blocks: { text?: { type: string } }[];
    };
    expect(text).toBe('FIRING pod/acme/agent: failing: &lt;!channel&gt; it ended &amp; *died*');
    expect(blocks.flatMap((block) => block.text?.type ?? [])).toEqual(['plain_text', 'plain_text']);
  });

  it('Discord: nobody is pinged', async () => {
    await send({ discord: { url: { env: `http://127.0.0.1:${port}/api/webhooks/1/x` } } });
    expect(got[0]?.body).toMatchObject({
      allowed_mentions: { parse: [] },
      embeds: [{ title: 'FIRING pod/acme/agent: failing', description: ALERT.message }],
    });
  });

  it("Telegram: the bot's own address, plain text", async () => {
    const api = `http://127.0.0.1:${port}`;
    await send({ telegram: { botToken: { env: TOKEN }, chatId: '-100', api } });
    expect(got[0]?.path).toBe(`/bot${TOKEN}/sendMessage`);
    expect(got[0]?.body).toMatchObject({
      chat_id: '-100',
      text: expect.stringContaining('since: 1970-01-01T00:00:00.000Z (for 1m30s)'),
    });
    expect(got[0]?.body).not.toHaveProperty('parse_mode');
  });
});

describe('a receiver that does not take it', () => {
  const rest = (outcome: object) => JSON.stringify(outcome);

  it.each([
    [500, 'failed', 'the receiver answered 500'],
    [404, 'failed', 'the receiver answered 404'],
    [410, 'refused', 'the receiver answered 410, gone'],
  ])('answers %i: %s', async (status, kind, message) => {
    answer = (response) => response.writeHead(status).end(`${TOKEN} is unknown`);
    expect(await send(webhook())).toEqual({ kind, message });
  });

  it('that hangs, or never ends its answer, is waited for so long and no longer', async () => {
    answer = () => undefined;
    expect(await send(webhook())).toEqual({ kind: 'failed', message: 'no answer in time' });
    answer = (response) => {
      response.writeHead(200);
      const drip = setInterval(() => response.write('x'.repeat(1000)), 5);
      response.on('close', () => clearInterval(drip));
    };
    expect(await send(webhook())).toEqual({ kind: 'sent' });
    answer = (response) => response.writeHead(200).write('x');
    expect((await send(webhook())).kind).toBe('failed');
  });

  it('is cut short when the server ends', async () => {
    answer = () => undefined;
    const end = new AbortController();
    const sending = send(webhook(), { signal: end.signal });
    end.abort();
    expect((await sending).kind).toBe('failed');
  });

  it('is not there: no word of its address, which may be the secret', async () => {
    server.close();
    const url = `http://127.0.0.1:${port}/services/very-secret`;
    const outcome = await send({ slack: { url: { env: url } } });
    expect(outcome).toEqual({ kind: 'failed', message: 'not reached: ECONNREFUSED' });
    const api = `http://127.0.0.1:${port}`;
    const told = await send({ telegram: { botToken: { env: TOKEN }, chatId: '1', api } });
    expect(rest(told)).not.toContain('very-secret');
  });

  it('whose address is no address is not repeated', async () => {
    for (const url of ['very-secret', 'file:///etc/very-secret', 'gopher://very-secret/']) {
      expect(rest(await send({ slack: { url: { env: url } } }))).toMatch(/none of the web/);
    }
  });
});

describe('a request that was meant for inside', () => {
  const refused = { kind: 'failed', message: expect.stringContaining('not public') };

  it.each(['127.0.0.1', '[::ffff:127.0.0.1]', '169.254.169.254', '[::ffff:10.0.0.1]'])(
    'to %s is never made',
    async (host) => {
      const way = { ...webhook(`http://${host}:${port}/`), allowPrivate: ['10.99.0.0/16'] };
      expect(await send(way)).toEqual(refused);
      expect(got).toEqual([]);
    },
  );

  it('by a name that moves between two looks is never made: there is one look', async () => {
    let looks = 0;
    const rebind: LookUp = async () => {
      looks += 1;
      return [{ address: looks === 1 ? '127.0.0.1' : '127.0.0.2', family: 4 }];
    };
    const way = {
      webhook: { url: `http://rebind.example:${port}/` },
      allowPrivate: ['127.0.0.1'],
    };
    expect(await send(way, { lookUp: rebind })).toEqual({ kind: 'sent' });
    expect(looks).toBe(1);
    // Each message looks for itself.
    expect(await send(way, { lookUp: rebind })).toEqual(refused);
  });

  it('by a redirect is never made', async () => {
    answer = (response) =>
      response.writeHead(302, { location: `http://127.0.0.1:${port}/inside` }).end();
    expect(await send(webhook())).toEqual({
      kind: 'failed',
      message: 'the receiver answered 302: redirects are not followed',
    });
    expect(got.map(({ path }) => path)).toEqual(['/x']);
  });

  it('by mail is never made', async () => {
    const email = { host: 'smtp.example.com', from: 'a@example.com', to: ['b@example.com'] };
    const way = { email, allowPrivate: ['10.0.0.0/8'] };
    expect(await send(way)).toEqual(refused);
  });
});
