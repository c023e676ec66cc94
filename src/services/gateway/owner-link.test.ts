import { expect, test } from 'vitest';
import { ownerLink } from './owner-link.ts';

const TOKEN = 'canary0123456789-canary';
const FRAGMENT = `bootstrapToken=${TOKEN}&bootstrapProfile=owner&gatewayUrl=ws%3A%2F%2F127.0.0.1`;
const EXPIRES = Date.UTC(2026, 10, 25, 12);

const said = (answer: object, before = '') => ({
  exitCode: 0,
  stdout: `${before}${JSON.stringify(answer)}\n`,
  stderr: '',
});
const answer = (fragment: string, more: object = {}) =>
  said({
    ok: true,
    browserUrl: `http://127.0.0.1:18789/#${fragment}`,
    browserBootstrapExpiresAtMs: EXPIRES,
    ...more,
  });

const link = (result: object, origin = 'https://a.test') =>
  ownerLink(
    { exec: async () => ({ exitCode: 0, stdout: '', stderr: '', ...result }) },
    'c',
    origin,
  );

test('the right to the agent is kept, and every address is the public one', async () => {
  const { url, bootstrapToken, expiresAt } = await link(answer(FRAGMENT), 'https://a.test:8443');
  expect(url.reveal()).toBe(
    `https://a.test:8443/#bootstrapToken=${TOKEN}&bootstrapProfile=owner&gatewayUrl=wss%3A%2F%2Fa.test%3A8443`,
  );
  expect(bootstrapToken.reveal()).toBe(TOKEN);
  expect(expiresAt).toBe('2026-11-25T12:00:00.000Z');
});

test('the path below which the agent is served is kept', async () => {
  const desk = said({
    browserUrl: `http://127.0.0.1:18789/desk/#${FRAGMENT}%2Fdesk`,
    browserBootstrapExpiresAtMs: EXPIRES,
  });
  expect((await link(desk)).url.reveal()).toBe(
    `https://a.test/desk/#bootstrapToken=${TOKEN}&bootstrapProfile=owner&gatewayUrl=wss%3A%2F%2Fa.test%2Fdesk`,
  );
});

test('a warning before the answer, and an answer over several lines, do no harm', async () => {
  await expect(link({ stdout: `{warn}\n${answer(FRAGMENT).stdout}` })).resolves.toBeDefined();
  const pretty = JSON.stringify(JSON.parse(answer(FRAGMENT).stdout), null, 2);
  await expect(link({ stdout: pretty })).resolves.toBeDefined();
});

test.each([
  [
    "the gateway's own reason",
    said({ ok: false, reason: 'Gateway is not running.' }),
    'not running',
  ],
  ['a reason that spans lines', said({ ok: false, reason: 'a\n\u001b[2Jb' }), 'link: a [2Jb'],
  ['no command', { exitCode: 127 }, 'it has no openclaw'],
  ['a crash', { exitCode: 1, stdout: 'trace' }, 'openclaw ended with 1'],
  ['no fragment', answer(''), 'holds no link'],
  ['another profile', answer(FRAGMENT.replace('owner', 'guest')), 'holds no link'],
  ['a token of no form', answer(FRAGMENT.replace(TOKEN, 'canary')), 'holds no link'],
  ['no end', answer(FRAGMENT, { browserBootstrapExpiresAtMs: 'soon' }), 'holds no link'],
])('%s is told without a word of what may be secret', async (_what, result, words) => {
  const failure = await link(result).catch((error: Error) => error);
  expect(failure).toMatchObject({ reason: 'OwnerLinkUnavailable' });
  expect(String(failure)).toContain(words);
  expect(String(failure)).not.toContain('canary');
});
