import { expect, it } from 'vitest';
import { type SseMessage, SseReader } from './sse-reader.ts';

const TEXT =
  ': open\nretry: 2000\n\nevent: pod\ndata: {"a":"b: c"}\nid: e-1\n\n: alive\n\ndata: 2\n\n';
const MESSAGES = [
  { event: 'pod', id: 'e-1', data: '{"a":"b: c"}' },
  { event: 'message', id: '', data: '2' },
];

it('puts messages together, however they were cut apart', () => {
  for (let size = 1; size <= TEXT.length; size += 1) {
    const found: SseMessage[] = [];
    const reader = new SseReader((message) => found.push(message));
    for (let at = 0; at < TEXT.length; at += size) reader.push(TEXT.slice(at, at + size));
    expect(found).toEqual(MESSAGES);
  }
});
