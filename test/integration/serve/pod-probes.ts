import { request } from 'node:http';

/** How often each pod is asked. */
const HERTZ = 20;
/** Longer than a busy machine makes an agent wait that is there. */
const TIMEOUT_MS = 10_000;
const PATH = '/readyz';

export interface Probed {
  readonly asked: number;
  /** In words, each with the port and when. */
  readonly failed: readonly string[];
}

/** Customers who never wait: pods on their published ports, each request over a connection of its own. */
export class PodProbes {
  readonly #timer: NodeJS.Timeout;
  readonly #waiting = new Set<Promise<void>>();
  readonly #failed: string[] = [];
  #asked = 0;

  constructor(ports: readonly number[]) {
    this.#timer = setInterval(() => {
      for (const port of ports) this.#ask(port);
    }, 1000 / HERTZ);
  }

  async end(): Promise<Probed> {
    clearInterval(this.#timer);
    await Promise.all(this.#waiting);
    return { asked: this.#asked, failed: this.#failed };
  }

  #ask(port: number): void {
    this.#asked += 1;
    const asked = probe(port)
      .catch((error: Error) => {
        this.#failed.push(`${new Date().toISOString()} port ${port}: ${error.message}`);
      })
      .finally(() => this.#waiting.delete(asked));
    this.#waiting.add(asked);
  }
}

function probe(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const call = request(
      { host: '127.0.0.1', port, path: PATH, agent: false, timeout: TIMEOUT_MS },
      (answer) => {
        answer.resume().on('end', resolve);
        if (answer.statusCode !== 200) reject(new Error(`HTTP ${answer.statusCode}`));
      },
    );
    call.on('timeout', () => call.destroy(new Error(`no answer in ${TIMEOUT_MS} ms`)));
    call.on('error', reject);
    call.end();
  });
}
