import { once } from 'node:events';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import {
  renderSocketFilterConfig,
  SOCKET_FILTER,
} from '../../../src/core/proxy/socket-filter-config.ts';
import { SOCKET_FILTER_IMAGE } from '../../images.ts';

const CONFIG_PATH = '/usr/local/etc/haproxy/haproxy.cfg';

/** A socket filter in a container of its own, in front of the real Engine. */
export interface RunningFilter {
  readonly container: string;
  readonly port: number;
  /** Sends exactly these bytes and gives the answer, once it ends or `until` has come. */
  raw(bytes: string, until?: RegExp): Promise<string>;
  /** The status of the answer to one request without a body. */
  status(method: string, target: string, headers?: readonly string[]): Promise<number>;
  remove(): Promise<void>;
}

export async function startFilter(idleSeconds: number): Promise<RunningFilter> {
  const folder = await mkdtemp(join(tmpdir(), 'agentpod-filter-'));
  const config = join(folder, 'haproxy.cfg');
  await writeFile(config, renderSocketFilterConfig({ ...SOCKET_FILTER, idleSeconds }));
  const { gid } = await stat(SOCKET_FILTER.socket);
  const { stdout: container } = await execa('docker', [
    ...['run', '--detach', '--read-only', '--cap-drop', 'ALL', '--memory', '48m'],
    ...['--security-opt', 'no-new-privileges', '--user', `99:${gid}`, '--stop-signal', 'SIGTERM'],
    ...['--publish', '127.0.0.1::2375', '--label', 'dev.agentpod.test=socket-filter'],
    ...['--volume', `${config}:${CONFIG_PATH}:ro`],
    ...['--volume', `${SOCKET_FILTER.socket}:${SOCKET_FILTER.socket}`],
    ...['--entrypoint', 'haproxy', SOCKET_FILTER_IMAGE, '-db', '-f', CONFIG_PATH],
  ]);
  const { stdout: published } = await execa('docker', ['port', container, '2375/tcp']);
  const port = Number(published.split(':').at(-1));
  const filter = new Filter(container, port, folder);
  await filter.answers();
  return filter;
}

class Filter implements RunningFilter {
  readonly container: string;
  readonly port: number;
  readonly #folder: string;

  constructor(container: string, port: number, folder: string) {
    this.container = container;
    this.port = port;
    this.#folder = folder;
  }

  async raw(bytes: string, until?: RegExp): Promise<string> {
    const socket = connect(this.port, '127.0.0.1');
    socket.setEncoding('utf8').setTimeout(20_000, () => socket.destroy(new Error('no answer')));
    await once(socket, 'connect');
    socket.write(bytes);
    let answer = '';
    for await (const chunk of socket) {
      answer += chunk;
      if (until?.test(answer)) break;
    }
    return answer;
  }

  async status(method: string, target: string, headers: readonly string[] = []): Promise<number> {
    const lines = [`${method} ${target} HTTP/1.1`, 'Host: docker', 'Connection: close', ...headers];
    return statusOf(await this.raw(`${lines.join('\r\n')}\r\n\r\n`));
  }

  async answers(): Promise<void> {
    for (let attempt = 0; ; attempt += 1) {
      const status = await this.status('GET', '/_ping').catch(() => 0);
      if (status === 200) return;
      if (attempt > 100) throw new Error(`the filter does not answer: ${await this.logs()}`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  async remove(): Promise<void> {
    await execa('docker', ['rm', '--force', this.container]);
    await rm(this.#folder, { recursive: true });
  }

  private async logs(): Promise<string> {
    const { all } = await execa('docker', ['logs', this.container], { all: true });
    return all;
  }
}

/** Of the first answer; 0 when there is none. */
export function statusOf(answer: string): number {
  return Number(/^HTTP\/1\.[01] (\d{3})/.exec(answer)?.[1] ?? 0);
}
