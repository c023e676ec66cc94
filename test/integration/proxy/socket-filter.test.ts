import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { whyNoEngine } from '../../contract/docker-world.ts';
import { SOCKET_FILTER_IMAGE } from '../../images.ts';
import { type RunningFilter, startFilter, statusOf } from './running-filter.ts';

const missing = (await whyNoEngine()) ?? (await whyNoImage());

/** Short, so that a stream of events is seen to outlive it. */
const IDLE_SECONDS = 2;
const REFUSED = 403;

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
    test.each([
      ['GET', '/_ping'],
      ['HEAD', '/_ping'],
      ['GET', '/v1.41/_ping'],
      ['HEAD', '/v1.41/_ping'],
      ['GET', '/version'],
      ['GET', '/v1.40/version'],
      ['GET', '/containers/json'],
      ['GET', '/v1.41/containers/json?all=1'],
      [
        'GET',
        '/v1.41/containers/json?filters=%7B%22status%22%3A%7B%22running%22%3Atrue%7D%7D&limit=1',
      ],
      ['GET', '/v1.41/containers/ID/json'],
      ['GET', '/containers/ID/json'],
      ['GET', '/networks'],
      ['GET', '/v1.41/networks?filters=%7B%7D'],
      ['GET', '/v1.41/networks/NETWORK'],
      ['GET', '/networks/bridge'],
      // A proxy's way to write the same; what is compared is the path in it.
      ['GET', 'http://docker/v1.41/containers/json'],
    ])('%s %s', async (method, target) => {
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
    test.each([
      // Everything that changes something.
      ['POST', '/v1.41/containers/create'],
      ['POST', '/v1.41/containers/ID/start'],
      ['POST', '/v1.41/containers/ID/stop'],
      ['POST', '/v1.41/containers/ID/restart'],
      ['POST', '/v1.41/containers/ID/kill'],
      ['POST', '/v1.41/containers/ID/update'],
      ['POST', '/v1.41/containers/ID/rename?name=x'],
      ['POST', '/v1.41/containers/ID/exec'],
      ['POST', '/v1.41/containers/ID/attach'],
      ['POST', '/v1.41/containers/ID/wait'],
      ['POST', '/v1.41/containers/prune'],
      ['POST', '/v1.41/exec/abc/start'],
      ['POST', '/v1.41/build'],
      ['POST', '/v1.41/commit?container=ID'],
      ['POST', '/v1.41/images/create?fromImage=x'],
      ['POST', '/v1.41/images/load'],
      ['POST', '/v1.41/networks/create'],
      ['POST', '/v1.41/networks/NETWORK/connect'],
      ['POST', '/v1.41/networks/NETWORK/disconnect'],
      ['POST', '/v1.41/volumes/create'],
      ['POST', '/v1.41/swarm/init'],
      ['POST', '/v1.41/auth'],
      ['POST', '/session'],
      ['POST', '/grpc'],
      ['PUT', '/v1.41/containers/ID/archive?path=/'],
      ['PATCH', '/v1.41/containers/ID/json'],
      ['DELETE', '/v1.41/containers/ID?force=1'],
      ['DELETE', '/v1.41/containers/ID/json'],
      ['DELETE', '/v1.41/networks/NETWORK'],
      ['DELETE', '/v1.41/volumes/x'],
      ['DELETE', '/v1.41/images/x'],
      // A method that changes something, at a path that may be read.
      ['POST', '/v1.41/containers/json'],
      ['POST', '/_ping'],
      ['PUT', '/version'],
      ['OPTIONS', '/version'],
      ['TRACE', '/version'],
      ['HEAD', '/v1.41/containers/json'],
      ['HEAD', '/v1.41/events'],
      ['get', '/version'],
      ['Get', '/version'],
      ['post', '/v1.41/containers/create'],
      ['GETPOST', '/version'],
      // Reads of what is nobody's business.
      ['GET', '/v1.41/containers/ID/logs?stdout=1'],
      ['GET', '/v1.41/containers/ID/top'],
      ['GET', '/v1.41/containers/ID/stats'],
      ['GET', '/v1.41/containers/ID/changes'],
      ['GET', '/v1.41/containers/ID/export'],
      ['GET', '/v1.41/containers/ID/archive?path=/etc/passwd'],
      ['HEAD', '/v1.41/containers/ID/archive?path=/etc/passwd'],
      ['GET', '/v1.41/containers/ID/attach/ws?stream=1'],
      ['GET', '/v1.41/exec/abc/json'],
      ['GET', '/v1.41/images/json'],
      ['GET', '/v1.41/images/x/get'],
      ['GET', '/v1.41/volumes'],
      ['GET', '/v1.41/secrets'],
      ['GET', '/v1.41/configs'],
      ['GET', '/v1.41/swarm'],
      ['GET', '/v1.41/swarm/unlockkey'],
      ['GET', '/v1.41/nodes'],
      ['GET', '/v1.41/services'],
      ['GET', '/v1.41/tasks'],
      ['GET', '/v1.41/plugins'],
      ['GET', '/v1.41/distribution/x/json'],
      ['GET', '/v1.41/system/df'],
      ['GET', '/v1.41/info'],
      ['GET', '/info'],
      ['GET', '/debug/pprof/heap'],
      ['GET', '/metrics'],
      ['GET', '/'],
      ['GET', '*'],
      // Other ways to write a path.
      ['GET', '/v1.41/containers/../images/json'],
      ['GET', '/v1.41/containers/%2e%2e/images/json'],
      ['GET', '/v1.41/containers/..%2fimages/json'],
      ['GET', '/v1.41/networks/..%2f..%2finfo'],
      ['GET', '/v1.41/networks/../info'],
      ['GET', '/v1.41/networks/..'],
      ['GET', '/v1.41/networks/'],
      ['GET', '/v1.41/containers/./json'],
      ['GET', '/v1.41/containers/ID/./json'],
      ['GET', '/v1.41/containers/ID/exec/../json'],
      ['GET', '/v1.41/containers/ID%2flogs%3fx/json'],
      ['GET', '/v1.41/containers/ID/json/'],
      ['GET', '/v1.41/containers/ID/json;x'],
      ['GET', '/v1.41//containers/json'],
      ['GET', '//containers/json'],
      ['GET', '//v1.41/containers/ID/logs'],
      ['GET', '/v1.41/version/../info'],
      ['GET', '/v1.41/%76ersion'],
      ['GET', '/v1.41/versions'],
      ['GET', '/v1/version'],
      ['GET', '/v1.41.5/version'],
      ['GET', '/vX.Y/version'],
      ['GET', '/V1.41/version'],
      ['GET', '/VERSION'],
      ['GET', '/x/v1.41/version'],
      ['GET', '/images/json?/version'],
      ['GET', '/images/json?x=/containers/json'],
      ['GET', 'http://docker/v1.41/images/json'],
      ['GET', 'http://docker/version/../v1.41/images/json'],
      // Queries that cost the Engine much, or that nobody needs.
      ['GET', '/v1.41/containers/json?size=1'],
      ['GET', '/v1.41/containers/json?all=1&size=1'],
      ['GET', '/v1.41/containers/json?all=1;size=1'],
      ['GET', '/v1.41/containers/json?s%69ze=1'],
      ['GET', '/v1.41/containers/json?all=1?size=1'],
      ['GET', '/v1.41/containers/ID/json?size=1'],
      ['GET', '/v1.41/containers/ID/json?'],
      ['GET', '/version?x=1'],
    ])('%s %s', async (method, target) => {
      expect(await filter.status(method, fill(target))).toBe(REFUSED);
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
      expect(await filter.status('GET', '/version', headers)).toBeOneOf([REFUSED, 400]);
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
      expect(statusOf(answer)).toBeOneOf([0, 400, REFUSED, 405, 501, 505]);
      expect(answer).not.toContain('ApiVersion');
    });

    test('the second of two requests on one connection, if that may not pass', async () => {
      const answer = await filter.raw(
        'GET /_ping HTTP/1.1\r\nHost: x\r\n\r\nGET /v1.41/images/json HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
      );
      expect([...answer.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => status)).toEqual([
        '200',
        String(REFUSED),
      ]);
    });
  });

  test('does not let streams of events starve the rest', async () => {
    const asked = 'GET /v1.41/events HTTP/1.1\r\nHost: docker\r\n\r\n';
    const streams = Array.from({ length: 30 }, () => filter.raw(asked, /rename/).catch(() => ''));
    expect(await filter.status('GET', '/v1.41/containers/json')).toBe(200);
    await execa('docker', ['rename', filter.container, `agentpod-filter-${filter.port}-b`]);
    await Promise.all(streams);
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
