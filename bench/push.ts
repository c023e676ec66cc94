import { createHmac, randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import Docker from 'dockerode';
import { stringify } from 'yaml';
import type { ServeRequest } from '../src/harness/cli/serve-request.ts';
import { aStub, aTenant } from '../test/integration/fleet/manifests.ts';
import { AGitRemote } from '../test/integration/serve/a-git-remote.ts';
import { aBenchInstance, type BenchInstance } from './instance.ts';
import { type Row, rowOf } from './measure.ts';

/** From `git push` to the pod that serves what was pushed, against what the Engine takes for a container. */
const INSTANCE = 'bench-push';
const POD = 'acme/agent';
const SECRET = 'what-the-forge-and-we-know';
const SAMPLES = 12;
/** Of polling, and so the longest that a push goes unseen. */
const INTERVAL_SECONDS = 1;

export async function push(): Promise<Row[]> {
  const remote = await AGitRemote.create();
  const secret = join(remote.folder, 'hook-secret');
  await writeFile(secret, SECRET);
  const settings = {
    AGENTPOD_PORT_RANGE: '26400-26499',
    AGENTPOD_SUBNET_POOL: '10.219.0.0/16',
    AGENTPOD_PROXY: 'off',
  };
  const env = { AGENTPOD_WEBHOOK_SECRET_FILE: secret };
  const instance = await aBenchInstance(INSTANCE, settings, env);
  try {
    const floor = await times(() => engineAlone());
    const hooked = await served(instance, remote, 3600, (server) => server.hook());
    const polled = await served(instance, remote, INTERVAL_SECONDS, (server) => server.updated());
    const floorTitle = 'create, start and remove a container';
    const row = (how: string, ours: readonly number[], aim: number) =>
      rowOf({ title: `git push to ready, ${how}`, floorTitle, aim }, ours, floor);
    return [
      row('told by a webhook', hooked, 4),
      row(`asked every ${INTERVAL_SECONDS} s`, polled, 6),
    ];
  } finally {
    await instance.remove();
    await remote.remove();
  }
}

async function times(work: (sample: number) => Promise<void>): Promise<readonly number[]> {
  const found: number[] = [];
  for (let sample = 0; sample < SAMPLES + 2; sample += 1) {
    const began = performance.now();
    await work(sample);
    // The first two warm up.
    if (sample >= 2) found.push(performance.now() - began);
  }
  return found;
}

async function served(
  instance: BenchInstance,
  remote: AGitRemote,
  intervalSeconds: number,
  until: (server: Server) => Promise<void>,
): Promise<readonly number[]> {
  const change = async (value: string): Promise<void> => {
    const documents = [aTenant('acme'), aStub(POD, { env: { VALUE: value } })];
    await remote.write('acme.yaml', documents.map((each) => stringify(each)).join('---\n'));
    await remote.push();
  };
  await change('first');
  const server = new Server(instance, remote.httpUrl, intervalSeconds);
  await server.started();
  try {
    return await times(async (sample) => {
      server.expects();
      await change(`${intervalSeconds}-${sample}`);
      await until(server);
    });
  } finally {
    await server.end();
  }
}

/** A server in this process, followed by its log. */
class Server {
  readonly #drain = new AbortController();
  readonly #ended: Promise<void>;
  #waiting: {
    readonly fits: (line: string) => boolean;
    readonly resolve: (line: string) => void;
  }[] = [];
  #address: Promise<string>;
  #updated: Promise<string> = Promise.resolve('');
  readonly #ready: Promise<string>;

  constructor(instance: BenchInstance, url: string, intervalSeconds: number) {
    this.#address = this.#said(/"msg":"listening"/);
    this.#ready = this.#said(new RegExp(`"subject":"pod/${POD}"`));
    this.#ended = instance.serve(this.#request(instance, url, intervalSeconds));
  }

  async started(): Promise<void> {
    await this.#ready;
  }

  expects(): void {
    this.#updated = this.#said(/"msg":"updated"/);
  }

  async updated(): Promise<void> {
    await this.#updated;
  }

  async hook(): Promise<void> {
    const [, address] = /"address":"([^"]+)"/.exec(await this.#address) ?? [];
    const body = '{}';
    const answer = await fetch(`http://${address}/hooks/fleet?wait=60s`, {
      method: 'POST',
      body,
      headers: {
        'x-gitea-signature': createHmac('sha256', SECRET).update(body).digest('hex'),
        'x-gitea-delivery': randomUUID(),
      },
    });
    if (answer.status !== 200) throw new Error(`the hook said ${await answer.text()}`);
  }

  async end(): Promise<void> {
    this.#drain.abort();
    await this.#ended;
  }

  #said(pattern: RegExp): Promise<string> {
    return new Promise((resolve) => {
      this.#waiting.push({ fits: (line) => pattern.test(line), resolve });
    });
  }

  readonly #write = (line: string): void => {
    const heard = this.#waiting.filter(({ fits }) => fits(line));
    this.#waiting = this.#waiting.filter((each) => !heard.includes(each));
    for (const { resolve } of heard) resolve(line);
  };

  #request(instance: BenchInstance, url: string, intervalSeconds: number): ServeRequest {
    return {
      folders: [],
      git: [{ name: 'fleet', url, ref: 'main', path: '.', intervalSeconds }],
      gitAccess: { sshKeyFile: undefined, knownHostsFile: undefined, trustedKeyFiles: undefined },
      forge: { kind: undefined, api: undefined, tokenFile: undefined },
      cwd: instance.folder,
      stdin: new PassThrough(),
      listen: { host: '127.0.0.1', port: 0 },
      settings: {
        concurrency: 4,
        resyncSeconds: 30,
        prune: { enabled: false, allowEmpty: false, maxDeletes: 1 },
        actor: 'bench',
      },
      stops: { drain: this.#drain.signal, now: new AbortController().signal },
      version: 'bench',
      output: { json: true, write: this.#write },
    };
  }
}

async function engineAlone(): Promise<void> {
  const container = await new Docker().createContainer({ Image: 'agentpod/stub-agent:1' });
  await container.start();
  await container.remove({ force: true });
}
