import { createServer } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import type { WebSocket } from 'ws';
import { aDevice } from '../../../test/fakes/device.ts';
import {
  type Behaviour,
  type FakeServer,
  HELLO,
  signatureHolds,
  startGateway,
} from '../../../test/fakes/gateway-server.ts';
import { needsPairing } from '../../core/model/gateway-error.ts';
import { createAgentGateway } from './agent-gateway.ts';

const gateway = createAgentGateway({ exec: () => Promise.reject(new Error('not here')) });
const device = aDevice();

/** For a machine that does much else. */
const PATIENT = { timeout: 10_000 };

const started: { close(): unknown }[] = [];

afterEach(async () => {
  for (const item of started.splice(0)) await item.close();
});

async function serve(behaviour?: Behaviour): Promise<FakeServer> {
  const server = await startGateway(behaviour);
  started.push(server);
  return server;
}

const failing = async (behaviour: Behaviour, timeoutMs = 10_000) =>
  gateway.greet((await serve(behaviour)).road, device, { timeoutMs }).then(
    () => expect.unreachable(),
    (error: unknown) => error,
  );

const refusal = (error: object) => ({ connect: () => ({ ok: false, error }) });

describe('a greeting', () => {
  test('is the whole handshake, signed over the challenge, and leaves nothing open', async () => {
    const server = await serve();
    expect(await gateway.greet(server.road, device)).toMatchObject({
      bootId: 'boot-1',
      scopes: ['operator.read'],
    });
    const [connect] = server.connects;
    expect(connect && signatureHolds(connect)).toBe(true);
    expect(server.upgrades).toEqual([`127.0.0.1:${server.port}/`]);
  });

  test('that is refused tells why, and whether pairing anew would help', async () => {
    const details = { code: 'AUTH_DEVICE_TOKEN_MISMATCH' };
    const error = await failing(refusal({ code: 'INVALID_REQUEST', message: 'no', details }));
    expect(error).toMatchObject({ reason: 'GatewayRefused', failure: 'Conflict', detail: details });
    expect(needsPairing(error)).toBe(true);
  });

  test('that comes too early says when to come again', async () => {
    const error = await failing(refusal({ code: 'UNAVAILABLE', message: 'x', retryAfterMs: 500 }));
    expect(error).toMatchObject({ failure: 'Waiting', detail: { retryAfterMs: 500 } });
    expect(needsPairing(error)).toBe(false);
  });

  test.each([
    ['a silent server', { first: '' }],
    ['a gateway that does not answer', { connect: () => undefined }],
  ])('is not waited for without end: %s', async (_what, behaviour) => {
    const before = performance.now();
    expect(await failing(behaviour, 200)).toMatchObject({ reason: 'GatewayTimeout' });
    expect(performance.now() - before).toBeLessThan(5000);
  });

  test('is not waited for at a port that takes connections and says nothing', async () => {
    const server = createServer(() => undefined);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    started.push(server);
    const hostPort = (server.address() as { port: number }).port;
    const greeting = gateway.greet({ kind: 'direct', hostPort }, device, { timeoutMs: 200 });
    await expect(greeting).rejects.toMatchObject({ reason: 'GatewayTimeout' });
  });

  test('ends with the signal of the caller', async () => {
    const { road } = await serve({ first: '' });
    const controller = new AbortController();
    const greeting = gateway.greet(road, device, { signal: controller.signal });
    controller.abort();
    await expect(greeting).rejects.toMatchObject({ reason: 'Interrupted' });
  });

  test.each([
    ['words', { first: 'hello' }],
    ['another protocol', { first: '{"jsonrpc":"2.0"}' }],
    ['a greeting without its fields', { connect: () => ({ ok: true, payload: { a: 1 } }) }],
  ])('is not taken from what speaks otherwise: %s', async (_what, behaviour) => {
    expect(await failing(behaviour)).toMatchObject({ reason: 'ProtocolBroken' });
  });

  test('is not taken from a gateway that floods', async () => {
    const error = await failing({ first: `"${'x'.repeat(9 * 1024 ** 2)}"` });
    expect(error).toMatchObject({
      reason: 'GatewayUnreachable',
      message: expect.stringContaining('Max payload size exceeded'),
    });
  });

  test('that ends before it begins is a broken connection', async () => {
    const error = await failing({ connected: (socket) => socket.close(1012, 'restarting') });
    expect(error).toMatchObject({
      reason: 'GatewayUnreachable',
      message: expect.stringContaining('closed (1012): restarting'),
    });
  });

  test('needs somebody who listens', async () => {
    const server = await startGateway();
    await server.close();
    await expect(gateway.greet(server.road, device)).rejects.toMatchObject({
      reason: 'GatewayUnreachable',
      message: `127.0.0.1:${server.port}: connection refused`,
    });
  });

  test('says nothing of the credential when it fails', async () => {
    const error = await failing(refusal({ code: 'X', message: 'no' }));
    expect(JSON.stringify(error) + String(error)).not.toContain('canary');
  });
});

test('a challenge is heard without a credential, and nothing is said', async () => {
  const server = await serve();
  await gateway.challenge(server.road);
  expect(server.connects).toEqual([]);
  await expect(gateway.challenge((await serve({ first: '{}' })).road)).rejects.toMatchObject({
    reason: 'ProtocolBroken',
  });
});

describe('a session', () => {
  const hold = async (behaviour: Behaviour = {}) => {
    let peer: WebSocket | undefined;
    const connected = (socket: WebSocket) => {
      peer = socket;
    };
    const { road } = await serve({ connected, ...behaviour });
    const session = await gateway.session(road, device);
    if (peer === undefined) throw new Error('nobody connected');
    return { session, peer };
  };
  const ticking = (tickIntervalMs: number) => () => ({
    ok: true,
    payload: { ...HELLO, policy: { tickIntervalMs } },
  });
  const tick = JSON.stringify({ type: 'event', event: 'tick', payload: { ts: 1 } });

  test('brings each answer to who asked, in whatever order they come', async () => {
    const waiting: (() => void)[] = [];
    const { session, peer } = await hold();
    peer.on('message', (data) => {
      const { id, method } = JSON.parse(data.toString());
      const answer = { type: 'res', id, ok: true, payload: method };
      waiting.unshift(() => peer.send(JSON.stringify(answer)));
      if (waiting.length === 3) for (const send of waiting) send();
    });
    const methods = ['health', 'status', 'channels.status'];
    expect(await Promise.all(methods.map((method) => session.request(method)))).toEqual(methods);
    await session.close();
    expect(await session.closed).toMatchObject({ by: 'us', code: 1000 });
  });

  test('tells a refused request from one without an answer, and goes on', async () => {
    const details = { code: 'MISSING_SCOPE' };
    const { session } = await hold({
      request: (method) =>
        method === 'late' ? undefined : { ok: false, error: { code: 'FORBIDDEN', details } },
    });
    await expect(session.request('config.set')).rejects.toMatchObject({ detail: details });
    await expect(session.request('late', {}, { timeoutMs: 50 })).rejects.toMatchObject({
      reason: 'GatewayTimeout',
      message: expect.stringContaining('no answer to late within 0.05 s'),
    });
    await session.close();
  });

  test('keeps the time of the last tick', async () => {
    const { session, peer } = await hold();
    const before = session.lastTickAt;
    await expect
      .poll(() => {
        peer.send(tick);
        return session.lastTickAt.getTime() - before.getTime();
      }, PATIENT)
      .toBeGreaterThan(0);
    await session.close();
  });

  test('lives as long as ticks come, and ends when they stay away', async () => {
    const { session, peer } = await hold({ connect: ticking(600) });
    const ticks = setInterval(() => peer.send(tick), 50);
    const early = await Promise.race([
      session.closed,
      new Promise((resolve) => setTimeout(() => resolve('alive'), 2500)),
    ]);
    clearInterval(ticks);
    expect(early).toBe('alive');
    expect(await session.closed).toMatchObject({
      by: 'silence',
      message: 'no tick within 1.5 s',
    });
    await expect(session.request('health')).rejects.toMatchObject({ reason: 'GatewayUnreachable' });
  });

  test('ends with the gateway, and so do the requests that wait', async () => {
    const { session, peer } = await hold();
    const waiting = session.request('health');
    peer.on('message', () => peer.close(4001, 'gateway auth changed'));
    await expect(waiting).rejects.toMatchObject({
      reason: 'GatewayUnreachable',
      message: expect.stringContaining('gateway auth changed'),
    });
    expect(await session.closed).toEqual({
      by: 'gateway',
      code: 4001,
      message: 'gateway auth changed',
    });
  });

  test('holds no more than a gateway could be expected to answer', async () => {
    const { session } = await hold({ request: () => undefined });
    const all = Array.from({ length: 70 }, () => session.request('health'));
    const settled = Promise.allSettled(all);
    await expect(session.request('x', { text: 'x'.repeat(2 ** 20) })).rejects.toMatchObject({
      reason: 'RequestTooLarge',
    });
    await session.close();
    const reasons = (await settled).map((item) =>
      item.status === 'rejected' ? item.reason.reason : '',
    );
    expect(reasons.filter((reason) => reason === 'GatewayBusy')).toHaveLength(6);
    expect(reasons.filter((reason) => reason === 'GatewayUnreachable')).toHaveLength(64);
  });

  test('is closed though the gateway does not close with it', async () => {
    const { session, peer } = await hold();
    peer.pause();
    await session.close();
    expect(await session.closed).toMatchObject({ by: 'us' });
  });
});
