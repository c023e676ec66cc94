/** One message of a stream of server-sent events. */
export interface SseMessage {
  readonly event: string;
  readonly id: string;
  readonly data: string;
}

/** Reads them as they come; comments and what ends in the middle are left out. */
export async function* sseMessages(
  body: AsyncIterable<Uint8Array>,
): AsyncGenerator<SseMessage, void, undefined> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of body) {
    const text = rest + decoder.decode(chunk, { stream: true }).replaceAll('\r\n', '\n');
    const blocks = text.split('\n\n');
    rest = blocks.pop() ?? '';
    for (const block of blocks) {
      const message = parse(block);
      if (message !== undefined) yield message;
    }
  }
}

function parse(block: string): SseMessage | undefined {
  const fields = { event: 'message', id: '', data: [] as string[] };
  for (const line of block.split('\n')) {
    const [, name, value = ''] = /^([a-z]+): ?(.*)$/.exec(line) ?? [];
    if (name === 'event') fields.event = value;
    if (name === 'id') fields.id = value;
    if (name === 'data') fields.data.push(value);
  }
  return fields.data.length === 0 ? undefined : { ...fields, data: fields.data.join('\n') };
}
