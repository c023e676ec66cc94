export interface SseMessage {
  readonly event: string;
  /** Empty when the server gave none. */
  readonly id: string;
  readonly data: string;
}

/** Puts server-sent events together from pieces of text; comments are left out. */
export class SseReader {
  readonly #tell: (message: SseMessage) => void;
  #rest = '';

  constructor(tell: (message: SseMessage) => void) {
    this.#tell = tell;
  }

  push(text: string): void {
    const blocks = (this.#rest + text).split('\n\n');
    this.#rest = blocks.pop() ?? '';
    for (const block of blocks) {
      const message = messageIn(block);
      if (message !== undefined) this.#tell(message);
    }
  }
}

function messageIn(block: string): SseMessage | undefined {
  const fields = new Map<string, string>();
  for (const line of block.split('\n')) {
    const colon = line.indexOf(':');
    if (colon > 0) fields.set(line.slice(0, colon), line.slice(colon + 1).trimStart());
  }
  const data = fields.get('data');
  if (data === undefined) return undefined;
  return { event: fields.get('event') ?? 'message', id: fields.get('id') ?? '', data };
}
