import { afterEach, expect, it, vi } from 'vitest';
import { get, SIGNED_OUT, signOut } from './server.ts';

afterEach(() => vi.unstubAllGlobals());

function answers(answer: () => Promise<Response>): EventTarget {
  const page = new EventTarget();
  vi.stubGlobal('window', page);
  vi.stubGlobal('fetch', answer);
  return page;
}

it('a server that goes while it answers did not answer', async () => {
  const body = new ReadableStream({ pull: (stream) => stream.error(new TypeError('gone')) });
  answers(async () => new Response(body));
  await expect(get('/api/v1/pods')).rejects.toMatchObject({ status: 0, message: 'gone' });
});

it('a refusal is told in the words of the server, with its hint', async () => {
  answers(async () => Response.json({ detail: 'no', hint: 'ask again' }, { status: 409 }));
  await expect(get('/api/v1/pods')).rejects.toMatchObject({
    ...{ status: 409, message: 'no', hint: 'ask again' },
  });
});

it.each([
  ['answers', async () => new Response()],
  ['is gone', async () => Promise.reject(new TypeError('gone'))],
])('who signs out is out, also when the server %s', async (_, answer) => {
  const page = answers(answer);
  const told = vi.fn();
  page.addEventListener(SIGNED_OUT, told);
  await signOut();
  expect(told).toHaveBeenCalledOnce();
});
