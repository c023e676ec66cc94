import type Docker from 'dockerode';

interface RawEvent {
  readonly Action: string;
  readonly id: string;
  readonly timeNano: number;
}

/** When the Engine says that something happened; whoever waits hears of it at once. */
export class EngineTimes {
  readonly #heard = new Set<(event: RawEvent) => void>();
  readonly #stream: NodeJS.ReadableStream & { destroy(): unknown };

  private constructor(stream: NodeJS.ReadableStream) {
    this.#stream = stream as NodeJS.ReadableStream & { destroy(): unknown };
    let rest = '';
    stream.on('data', (chunk: Buffer) => {
      const lines = `${rest}${chunk}`.split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines.filter((each) => each !== '')) {
        const event = JSON.parse(line) as RawEvent;
        for (const hear of this.#heard) hear(event);
      }
    });
  }

  static async open(docker: Docker): Promise<EngineTimes> {
    const filters = JSON.stringify({ type: ['container'], event: ['start', 'die'] });
    return new EngineTimes(await docker.getEvents({ filters }));
  }

  /** Calls it at each death of one of these, until the answer is called. */
  onDeath(ids: readonly string[], act: (id: string) => void): () => void {
    const wanted = new Set(ids);
    const hear = ({ Action, id }: RawEvent): void => {
      if (Action === 'die' && wanted.has(id)) act(id);
    };
    this.#heard.add(hear);
    return () => this.#heard.delete(hear);
  }

  /** Milliseconds since the epoch at which the last of these started, from now on. */
  allStarted(ids: readonly string[]): Promise<number> {
    const left = new Set(ids);
    return new Promise((resolve) => {
      const hear = ({ Action, id, timeNano }: RawEvent): void => {
        if (Action !== 'start' || !left.delete(id) || left.size > 0) return;
        this.#heard.delete(hear);
        resolve(timeNano / 1e6);
      };
      this.#heard.add(hear);
    });
  }

  close(): void {
    this.#stream.destroy();
  }
}
