import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { execa } from 'execa';

/** A bare repository, with a work tree that pushes to it, over file:// and real git over HTTP. */
export class AGitRemote {
  readonly folder: string;
  readonly #server: Server;
  /** Of how many requests the server was asked. */
  requests = 0;

  private constructor(folder: string) {
    this.folder = folder;
    this.#server = createServer((request, response) => {
      this.requests += 1;
      serveGit(folder, request, response);
    });
  }

  static async create(): Promise<AGitRemote> {
    const remote = new AGitRemote(await mkdtemp(join(tmpdir(), 'agentpod-git-')));
    await execa('git', [
      'init',
      '--quiet',
      '--bare',
      '--initial-branch=main',
      join(remote.folder, 'fleet.git'),
    ]);
    await execa('git', ['clone', '--quiet', remote.fileUrl, remote.tree], { reject: false });
    await remote.git('checkout', '--quiet', '-B', 'main');
    remote.#server.listen(0, '127.0.0.1');
    await once(remote.#server, 'listening');
    return remote;
  }

  get fileUrl(): string {
    return `file://${this.folder}/fleet.git`;
  }

  get httpUrl(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/fleet.git`;
  }

  get tree(): string {
    return join(this.folder, 'tree');
  }

  async git(...args: readonly string[]): Promise<string> {
    const who = ['-c', 'user.name=Test', '-c', 'user.email=test@example.org'];
    const allowed = ['-c', 'protocol.file.allow=always'];
    const { stdout } = await execa('git', [...who, ...allowed, ...args], { cwd: this.tree });
    return stdout.trim();
  }

  async write(name: string, text: string): Promise<void> {
    const path = join(this.tree, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
  }

  /** Commits all that is there and pushes it; answers the commit. */
  async push(): Promise<string> {
    await this.git('add', '--all');
    await this.git('commit', '--quiet', '--allow-empty', '--message', 'change');
    await this.git('push', '--quiet', '--force', 'origin', 'HEAD:main');
    return this.git('rev-parse', 'HEAD');
  }

  async remove(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** `git http-backend`, which is a CGI program. */
function serveGit(folder: string, request: IncomingMessage, response: ServerResponse): void {
  const { pathname, search } = new URL(request.url ?? '/', 'http://git');
  const child = spawn('git', ['http-backend'], {
    env: {
      PATH: process.env['PATH'],
      GIT_PROJECT_ROOT: folder,
      GIT_HTTP_EXPORT_ALL: '1',
      PATH_INFO: pathname,
      QUERY_STRING: search.slice(1),
      REQUEST_METHOD: request.method,
      CONTENT_TYPE: request.headers['content-type'],
      HTTP_CONTENT_ENCODING: request.headers['content-encoding'],
      GIT_PROTOCOL: String(request.headers['git-protocol'] ?? ''),
    },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  request.pipe(child.stdin);
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.on('close', () => {
    const answer = Buffer.concat(chunks);
    const end = answer.indexOf('\r\n\r\n');
    for (const line of answer.subarray(0, end).toString().split('\r\n')) {
      const [name = '', value = ''] = line.split(': ');
      if (name === 'Status') response.statusCode = Number.parseInt(value, 10);
      else response.setHeader(name, value);
    }
    response.end(answer.subarray(end + 4));
  });
}
