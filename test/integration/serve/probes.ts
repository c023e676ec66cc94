import { request } from 'node:http';

/** Twenty times a second, as one who is served would notice. */
const INTERVAL_MS = 50;
const PATIENCE_MS = 5000;

export interface Tally {
  readonly asked: number;
  /** What was seen instead of a good answer. */
  readonly failures: readonly string[];
}

/** Asks each of these ports all the time, until it is told to end. */
export class Probes {
  readonly #ports: readonly number[];
  readonly #running = new Set<Promise<void>>();
  readonly #failures: string[] = [];
  readonly #timer: NodeJS.Timeout;
  #asked = 0;

  constructor(ports: readonly number[]) {
    this.#ports = ports;
    this.#timer = setInterval(() => this.#ask(), INTERVAL_MS);
  }

  async end(): Promise<Tally> {
    clearInterval(this.#timer);
    await Promise.all(this.#running);
    return { asked: this.#asked, failures: this.#failures };
  }

  #ask(): void {
    for (const port of this.#ports) {
      this.#asked += 1;
      const asked = answerOf(port)
        .then((status) => {
          if (status !== 200) this.#failures.push(`${port}: ${status}`);
        })
        .catch((error: unknown) => void this.#failures.push(`${port}: ${error}`))
        .finally(() => this.#running.delete(asked));
      this.#running.add(asked);
    }
  }
}

/** Each time over a connection of its own: one that is kept would hide a port that is closed. */
function answerOf(port: number): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const options = {
      host: '127.0.0.1',
      port,
      path: '/readyz',
      agent: false,
      timeout: PATIENCE_MS,
    };
    const call = request(options, (answer) => {
      answer.resume();
      answer.on('end', () => resolve(answer.statusCode));
    });
    call.on('timeout', () => call.destroy(new Error('no answer')));
    call.on('error', reject);
    call.end();
  });
}
