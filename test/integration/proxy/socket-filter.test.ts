import { once } from 'node:events';
import { connect } from 'node:net';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { whyNoEngine } from '../../contract/docker-world.ts';
import { SOCKET_FILTER_IMAGE } from '../../images.ts';
import { LET_THROUGH, REFUSED } from './filter-cases.ts';
import { type RunningFilter, startFilter, statusOf } from './running-filter.ts';

const missing = (await whyNoEngine()) ?? (await whyNoImage());

/** Short, so that a stream of events is seen to outlive it. */
const IDLE_SECONDS = 2;
const FORBIDDEN = 403;

async function whyNoImage(): Promise<string | undefined> {
  const { exitCode } = await execa('docker', ['image', 'inspect', SOCKET_FILTER_IMAGE], {
    reject: false,
  });
  return exitCode === 0 ? undefined : `${SOCKET_FILTER_IMAGE} is missing: run scripts/images.sh`;
}

describe.skipIf(missing)(`the socket filter${missing ? ` (LEFT OUT: ${missing})` : ''}`, () => {
  let filter: RunningFilter;
  let network: string;

  beforeAll(async () => {
    filter = await startFilter(IDLE_SECONDS);
    network = (await execa('docker', ['network', 'inspect', '--format', '{{.Id}}', 'bridge']))
      .stdout;
  });
  afterAll(() => filter?.remove());

  /** `ID` and `NETWORK` stand for this very container and for the bridge network. */
  const fill = (target: string) =>
    target.replaceAll('ID', filter.container).replaceAll('NETWORK', network);

  describe('lets through what Traefik reads', () => {
    test.each(LET_THROUGH)('%s %s', async (method, target) => {
      expect(await filter.status(method, fill(target))).toBe(200);
    });

    test('and the Engine says itself that a container is not there', async () => {
      expect(await filter.status('GET', '/v1.41/containers/nothing-of-that-name/json')).toBe(404);
    });

    test('a stream of events, silent for longer than any other connection may be', async () => {
      const asked = 'GET /v1.41/events HTTP/1.1\r\nHost: docker\r\n\r\n';
      const event = filter.raw(asked, /"Action":"rename"/);
      const before = Date.now();
      await new Promise((resolve) => setTimeout(resolve, IDLE_SECONDS * 1500));
      await execa('docker', ['rename', filter.container, `agentpod-filter-${filter.port}`]);
      expect(await event).toContain('"Action":"rename"');
      expect(Date.now() - before).toBeGreaterThan(IDLE_SECONDS * 1000);
    });
  });

  describe('refuses', () => {
    test.each(REFUSED)('%s %s', async (method, target) => {
      expect(await filter.status(method, fill(target))).toBe(FORBIDDEN);
    });

    test.each([
      ['Upgrade: tcp', 'Connection: Upgrade'],
      ['Upgrade: h2c', 'HTTP2-Settings: AAMAAABkAAQAAP__'],
      ['Upgrade: websocket'],
      ['X-HTTP-Method-Override: DELETE'],
      ['X-HTTP-Method: POST'],
      ['X-Method-Override: POST'],
      ['Accept: a', 'x-http-method-override: POST'],
      ['Content-Length: 0'],
      ['Transfer-Encoding: identity'],
    ])('a read with %s %s', async (...headers) => {
      expect(await filter.status('GET', '/version', headers)).toBeOneOf([FORBIDDEN, 400]);
    });

    test.each([
      [
        'a body in chunks',
        'GET /version HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
      ],
      [
        'a second request in the body of the first',
        'GET /version HTTP/1.1\r\nHost: x\r\nContent-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nPOST /v1.41/containers/create HTTP/1.1\r\nHost: x\r\n\r\n',
      ],
      [
        'a disguised coding',
        'GET /version HTTP/1.1\r\nHost: x\r\nTransfer-Encoding : chunked\r\n\r\n',
      ],
      [
        'two lengths',
        'GET /version HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n',
      ],
      ['a line that ends early', 'GET /version\rX: y HTTP/1.1\r\nHost: x\r\n\r\n'],
      ['a space in the path', 'GET /version /v1.41/images/json HTTP/1.1\r\nHost: x\r\n\r\n'],
      ['a zero byte', 'GET /version\0 HTTP/1.1\r\nHost: x\r\n\r\n'],
      ['a tunnel', 'CONNECT docker:80 HTTP/1.1\r\nHost: docker:80\r\n\r\n'],
      ['HTTP/0.9', 'GET /version\r\n\r\n'],
      ['HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
      ['TLS', '\x16\x03\x01\x02\x00\x01\x00\r\n\r\n'],
    ])('%s', async (_, bytes) => {
      const answer = await filter.raw(bytes, /\r\n\r\n/);
      expect(statusOf(answer)).toBeOneOf([0, 400, FORBIDDEN, 405, 501, 505]);
      expect(answer).not.toContain('ApiVersion');
    });

    test('the second of two requests on one connection, if that may not pass', async () => {
      const answer = await filter.raw(
        'GET /_ping HTTP/1.1\r\nHost: x\r\n\r\nGET /v1.41/images/json HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
      );
      expect([...answer.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => status)).toEqual([
        '200',
        String(FORBIDDEN),
      ]);
    });
  });

  test('does not let streams of events starve the rest', async () => {
    const asked = 'GET /v1.41/events HTTP/1.1\r\nHost: docker\r\n\r\n';
    const streams = Array.from({ length: 30 }, () => connect(filter.port, '127.0.0.1'));
    try {
      // Some are refused, since not all of them may wait.
      for (const stream of streams) stream.on('error', () => undefined).write(asked);
      await Promise.all(streams.map((stream) => once(stream, 'connect')));
      expect(await filter.status('GET', '/v1.41/containers/json')).toBe(200);
    } finally {
      for (const stream of streams) stream.destroy();
    }
  });

  test('runs without rights: not as root, no capability, nothing to write to', async () => {
    const format = '{{.Config.User}} {{.HostConfig.ReadonlyRootfs}} {{.HostConfig.CapDrop}}';
    const { stdout } = await execa('docker', ['inspect', '--format', format, filter.container]);
    expect(stdout).toMatch(/^99:\d+ true \[ALL\]$/);
    const { stdout: status } = await execa('docker', [
      ...['exec', filter.container, 'cat', '/proc/1/status'],
    ]);
    expect(status).toMatch(/^CapEff:\t0+$/m);
    expect(status).toMatch(/^NoNewPrivs:\t1$/m);
  });

  test('says in its log what it refused, without the query', async () => {
    await filter.status('GET', '/v1.41/images/json?key=private');
    const { all } = await execa('docker', ['logs', filter.container], { all: true });
    expect(all).toContain('403 GET /v1.41/images/json');
    expect(all).not.toContain('private');
    expect(all).not.toMatch(/^200 /m);
  });
});
