import { describe, expect, it } from 'vitest';
import { Secret } from '../../core/model/secret.ts';
import type { StoredSecret } from '../../ports/secret-vault.ts';
import { readStoredSecret } from './stored-secret.ts';

const ITEM: StoredSecret = {
  tenant: 'acme',
  name: 'openai-key',
  version: 1,
  fingerprint: 'f',
  since: '2026-01-01T00:00:00.000Z',
};

const vault = {
  list: async () => [ITEM, { ...ITEM, tenant: 'globex', name: 'slack' }],
  read: async (tenant: string, name: string) =>
    tenant === ITEM.tenant && name === ITEM.name ? new Secret('value') : undefined,
};

const read = (name: string, from: typeof vault | undefined = vault) =>
  readStoredSecret({ kind: 'stored', tenant: 'acme', name }, from);

describe('a stored secret', () => {
  it('is read for its own tenant', async () => {
    expect((await read('openai-key')).reveal()).toBe('value');
  });

  it('with a slip in its name is answered with the nearest one of that tenant', async () => {
    await expect(read('openai-kye')).rejects.toMatchObject({
      reason: 'SecretMissing',
      hint: expect.stringContaining('did you mean openai-key?') as string,
    });
    await expect(read('slack')).rejects.toMatchObject({
      hint: 'store it: agentpod secret set acme slack',
    });
  });

  it('is unchecked, not missing, where there is no state to look into', async () => {
    await expect(
      readStoredSecret({ kind: 'stored', tenant: 'acme', name: 'x' }, undefined),
    ).rejects.toMatchObject({ reason: 'SecretUnchecked' });
  });
});
