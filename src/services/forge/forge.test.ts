import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { StubForge } from '../../../test/fakes/stub-forge.ts';
import type { ForgeKind } from '../../core/git/forge-address.ts';
import { Secret } from '../../core/model/secret.ts';
import { createForge } from './forge.ts';

const COMMIT = 'a'.repeat(40);
const STATUS = { commit: COMMIT, state: 'skipped', description: 'words' } as const;
const NEVER = new AbortController().signal;
const CONTEXT = 'agentpod/prod/shop';

let stub: StubForge;
beforeEach(async () => {
  stub = await StubForge.start();
});
afterEach(() => stub.stop());

const forge = (kind: ForgeKind, repository = 'a/b') =>
  createForge({
    address: { kind, api: `${stub.url}/api`, repository },
    context: CONTEXT,
    token: async () => new Secret('canary'),
  });

describe('a status is told', () => {
  it.each([
    ['github', 'Bearer canary'],
    ['gitea', 'token canary'],
    ['forgejo', 'token canary'],
  ] as const)('to %s', async (kind, authorization) => {
    await forge(kind).report(STATUS, NEVER);
    expect(stub.told).toMatchObject([
      {
        path: `/api/repos/a/b/statuses/${COMMIT}`,
        headers: { authorization },
        body: { state: 'error', context: CONTEXT, description: 'words' },
      },
    ]);
  });

  it('to GitLab, in its own words, and once for each state', async () => {
    const gitlab = forge('gitlab', 'a/b/c');
    await gitlab.report(STATUS, NEVER);
    expect(stub.told).toMatchObject([
      {
        path: `/api/projects/a%2Fb%2Fc/statuses/${COMMIT}`,
        headers: { 'private-token': 'canary' },
        body: { state: 'canceled', name: CONTEXT },
      },
    ]);
    stub.code = 400;
    stub.answer = '{"message":"Cannot transition status via :enqueue from :pending"}';
    await gitlab.report(STATUS, NEVER);
    stub.answer = '{}';
    await expect(gitlab.report(STATUS, NEVER)).rejects.toMatchObject({ reason: 'ForgeRefused' });
  });
});

it.each([
  [500, 'ForgeUnavailable'],
  [429, 'ForgeUnavailable'],
  // Another place does not get the token.
  [302, 'ForgeUnavailable'],
  [401, 'ForgeRefused'],
  [404, 'ForgeRefused'],
])('an answer of %i is told as %s, without the token', async (code, reason) => {
  stub.code = code;
  const failed = forge('github').report(STATUS, NEVER);
  await expect(failed).rejects.toMatchObject({ reason });
  await expect(failed).rejects.not.toThrow(/canary/);
});

it('a forge that is away is told as such', async () => {
  const gone = createForge({
    address: { kind: 'gitea', api: 'http://127.0.0.1:1', repository: 'a/b' },
    context: CONTEXT,
    token: async () => new Secret('canary'),
  });
  await expect(gone.report(STATUS, NEVER)).rejects.toMatchObject({ reason: 'ForgeUnavailable' });
});
