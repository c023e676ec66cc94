import { expect, it } from 'vitest';
import { fc } from '../../../test/property/fast-check.ts';
import { type SseMessage, SseReader } from './sse-reader.ts';

const TEXT =
  ': open\nretry: 2000\n\nevent: pod\ndata: {"a":"b: c"}\nid: e-1\n\n: alive\n\ndata: 2\n\n';
const MESSAGES = [
  { event: 'pod', id: 'e-1', data: '{"a":"b: c"}' },
  { event: 'message', id: '', data: '2' },
];

it('puts messages together, however they were cut apart', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(TEXT.length)), (cuts) => {
      const found: SseMessage[] = [];
      const reader = new SseReader((message) => found.push(message));
      const places = [0, ...cuts.toSorted((a, b) => a - b), TEXT.length];
      for (const [n, from] of places.entries())
        reader.push(TEXT.slice(from, places[n + 1] ?? from));
      expect(found).toEqual(MESSAGES);
    }),
  );
});
