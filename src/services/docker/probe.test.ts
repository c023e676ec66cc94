import { createServer, type RequestListener, type Server } from 'node:http';
import type { Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { resolveHost } from './host.ts';
import { probe } from './probe.ts';

const LOCAL = resolveHost('unix:///var/run/docker.sock', {});
const SPEC = {
  port: 1,
  readyPath: '/startupz',
  readyField: 'ok',
  bootSeconds: 1,
  deadlineSeconds: 1,
};
const { readyField: _readyField, ...ANY_2XX } = SPEC;

describe('probing an agent', () => {
  let server: Server | undefined;
  afterEach(() => {
    server?.closeAllConnections();
    server?.close();
  });

  async function serve(listener: RequestListener): Promise<number> {
    const started = createServer(listener);
    server = started;
    await new Promise<void>((resolve) => started.listen(0, '127.0.0.1', resolve));
    return (started.address() as { port: number }).port;
  }

  it.each([
    [200, '{"ok":true,"status":"started"}', true, '200 status "started"'],
    [200, '{"ok":false,"status":"starting"}', false, '200 status "starting", but "ok" is not true'],
    [200, '{"ok":"true"}', false, '200, but "ok" is not true'],
    [503, '{"ok":true,"status":"starting"}', false, '503 status "starting"'],
    [200, 'hello', false, '200, but "ok" is not true'],
    [200, '[1]', false, '200, but "ok" is not true'],
  ])('takes %i %s for ready=%s', async (status, body, ready, message) => {
    const port = await serve((_request, answer) => answer.writeHead(status).end(body));

    expect(await probe(LOCAL, port, SPEC)).toEqual({ ready, message });
  });

  it('is content with any 2xx where no field is asked for', async () => {
    const port = await serve((_request, answer) => answer.writeHead(204).end());
    expect(await probe(LOCAL, port, ANY_2XX)).toEqual({ ready: true, message: '204' });
  });

  it('does not follow an endless answer', async () => {
    const port = await serve((_request, answer) => {
      answer.writeHead(200);
      const more = (): unknown => answer.destroyed || answer.write('x'.repeat(9000), more);
      more();
    });
    expect(await probe(LOCAL, port, ANY_2XX)).toEqual({ ready: true, message: '200' });
  });

  it('gives up on an agent that takes the connection and says nothing', async () => {
    const port = await serve(() => undefined);
    expect(await probe(LOCAL, port, SPEC)).toEqual({
      ready: false,
      contact: 'silent',
      message: 'no answer within 2 s',
    });
  });

  it('says that nobody is there', async () => {
    const port = await serve((request) => request.socket.destroy());
    const hungUp = await probe(LOCAL, port, SPEC);
    await new Promise((resolve) => server?.close(resolve));

    expect(hungUp.message).toBe('connection closed without an answer');
    expect(await probe(LOCAL, port, SPEC)).toEqual({
      ready: false,
      contact: 'silent',
      message: 'connection refused',
    });
  });

  it('does not pretend to reach the pods of a remote Engine', async () => {
    const remote = resolveHost('ssh://me@far', {});
    expect((await probe(remote, 80, SPEC)).message).toContain('not supported yet');
  });

  describe('again and again', () => {
    const AGAIN = { keepsConnection: true };

    it('takes one connection', async () => {
      let connections = 0;
      const port = await serve((_request, answer) => answer.end('{"ok":true}'));
      server?.on('connection', () => {
        connections += 1;
      });
      for (let turn = 0; turn < 5; turn += 1) {
        expect((await probe(LOCAL, port, SPEC, AGAIN)).ready).toBe(true);
      }
      expect(connections).toBe(1);
    });

    it('makes another one when the kept one has ended meanwhile', async () => {
      const port = await serve((_request, answer) => answer.end('{"ok":true}'));
      const peers: Socket[] = [];
      server?.on('connection', (peer: Socket) => peers.push(peer));
      await probe(LOCAL, port, SPEC, AGAIN);
      // A reset that is under way when the next question is asked.
      peers[0]?.resetAndDestroy();
      expect((await probe(LOCAL, port, SPEC, AGAIN)).ready).toBe(true);
      expect(peers).toHaveLength(2);
    });

    it('finds an agent silent that answered on the same connection before', async () => {
      let hangs = false;
      const port = await serve((_request, answer) => {
        if (!hangs) answer.end('{"ok":true}');
      });
      await probe(LOCAL, port, SPEC, AGAIN);
      hangs = true;
      expect(await probe(LOCAL, port, SPEC, AGAIN)).toMatchObject({ contact: 'silent' });
    });
  });
});
