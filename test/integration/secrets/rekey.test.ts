import { randomBytes } from 'node:crypto';
import { copyFile, readdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Secret } from '../../../src/core/model/secret.ts';
import { fingerprint } from '../../../src/services/crypto/fingerprint.ts';
import { startEmbedded } from '../../../src/services/database/embedded/server.ts';
import { openState, type State } from '../../../src/services/database/open.ts';
import { rekeyState } from '../../../src/services/database/rekey.ts';
import { makeStateDir, removeStateDir } from '../temporary-state.ts';

/** The master key and what it protects, on an embedded database. Each test leaves a state that opens. */
const LOCK = { command: 'secret rekey', timeoutSeconds: 20, onWait: () => undefined };
/** The owner of the tables sees no tenant's rows. */
const AS_ENGINE = 'set role agentpod_engine';
const TENANTS = ['acme', 'globex'] as const;
const POD = { key: 'acme/agent', uid: 'pod-1', port: 20_000 } as const;

describe('the master key', () => {
  let stateDir: string;
  let keyFile: string;

  const open = (readOnly = false): Promise<State> =>
    openState({ stateDir, readOnly, application: 'agentpod test' });
  const rekey = (newKeyFile?: string) =>
    rekeyState(
      { stateDir, readOnly: false, application: 'agentpod test' },
      { lock: LOCK, ...(newKeyFile === undefined ? {} : { newKeyFile }) },
    );
  const secretOf = (tenant: string) => `value-of-${tenant}`;

  async function works(state: State): Promise<void> {
    for (const tenant of TENANTS) {
      expect((await state.store.vault.read(tenant, 'key'))?.reveal()).toBe(secretOf(tenant));
    }
    expect(await state.store.gatewayToken(POD.key)).toBeDefined();
    expect((await state.store.device(POD.key))?.reveal()).toBe('device');
    const factor = await state.store.administrator.secondFactor.secret();
    expect(factor?.reveal()).toBe('JBSWY3DPEHPK3PXP');
  }

  async function query(text: string): Promise<readonly Record<string, unknown>[]> {
    const client = new pg.Client((await startEmbedded(stateDir)).server);
    await client.connect();
    try {
      // Several statements give several results: the last one is meant.
      const results = [await client.query(text)].flat() as pg.QueryResult[];
      return results.at(-1)?.rows ?? [];
    } finally {
      await client.end();
    }
  }

  beforeAll(async () => {
    stateDir = await makeStateDir();
    keyFile = join(stateDir, 'master.key');
    const { store, close } = await open();
    for (const [index, name] of TENANTS.entries()) {
      await store.recordTenant({ name, uid: `tenant-${index}`, subnet: `10.99.${index}.0/25` });
      await store.vault.store(name, 'key', new Secret(secretOf(name)));
    }
    await store.recordPod(POD);
    await store.storeDevice(POD.key, new Secret('device'));
    await store.administrator.secondFactor.set(new Secret('JBSWY3DPEHPK3PXP'), 1);
    await close();
  });
  afterAll(() => removeStateDir(stateDir));

  it('is changed while readers that began before go on, and not one read fails', async () => {
    const readers = await Promise.all([open(true), open(true), open()]);
    let reads = 0;
    let done = false;
    const reading = readers.map(async (state) => {
      while (!done) {
        await works(state);
        reads += 1;
      }
    });
    for (let turn = 0; turn < 4; turn += 1) {
      expect(await rekey()).toEqual({ tenants: 2, keyFile });
      const late = await open(true);
      await works(late);
      await late.close();
    }
    done = true;
    await Promise.all(reading);
    expect(reads).toBeGreaterThan(10);
    for (const state of readers) await state.close();
  });

  it('leaves one private file, and one key on record', async () => {
    const files = (await readdir(dirname(keyFile))).filter((name) => name.startsWith('master.key'));
    expect(files).toEqual(['master.key']);
    expect((await stat(keyFile)).mode & 0o777).toBe(0o600);
    expect(await query('select id from agentpod.master_keys')).toHaveLength(1);
  });

  it('that is new makes no secret look changed', async () => {
    const before = await open();
    const print = fingerprint(before.fingerprintKey, new Secret('x'));
    const listed = await before.store.vault.list();
    await before.close();
    await rekey();
    const after = await open();
    expect(fingerprint(after.fingerprintKey, new Secret('x'))).toBe(print);
    expect(await after.store.vault.list()).toEqual(listed);
    await after.close();
  });

  it('can be given, private and whole, and is refused when it is the one in use', async () => {
    const next = join(stateDir, '..', 'next.key');
    await writeFile(next, randomBytes(32).toString('base64'), { mode: 0o600 });
    await rekey(next);
    expect((await readFile(keyFile, 'utf8')).trim()).toBe(await readFile(next, 'utf8'));
    await expect(rekey(next)).rejects.toMatchObject({ reason: 'MasterKeySame' });
    await expect(rekey(join(stateDir, 'lost'))).rejects.toMatchObject({
      reason: 'MasterKeyMissing',
    });
    await open().then(async (state) => works(state).finally(() => state.close()));
  });

  it('that a killed rekey left beside its place is found there, and put into it', async () => {
    const old = join(stateDir, '..', 'old.key');
    await copyFile(keyFile, old);
    await rekey();
    await rename(keyFile, `${keyFile}.new`);
    await copyFile(old, keyFile);
    const reader = await open(true);
    await works(reader);
    await reader.close();
    const writer = await open();
    await works(writer);
    await writer.close();
    const files = (await readdir(stateDir)).filter((name) => name.startsWith('master.key'));
    expect(files).toEqual(['master.key']);
  });

  it('that is missing or wrong stops the start, and no new one is made', async () => {
    const away = join(stateDir, '..', 'away.key');
    await rename(keyFile, away);
    await expect(open()).rejects.toMatchObject({ reason: 'MasterKeyMissing' });
    await expect(open(true)).rejects.toMatchObject({ reason: 'MasterKeyMissing' });
    await expect(rekey()).rejects.toMatchObject({ reason: 'MasterKeyMissing' });
    expect(await readdir(stateDir)).not.toContain('master.key');
    await writeFile(keyFile, randomBytes(32).toString('base64'), { mode: 0o600 });
    await expect(open()).rejects.toMatchObject({ reason: 'MasterKeyWrong' });
    await expect(rekey()).rejects.toMatchObject({ reason: 'MasterKeyWrong' });
    await rename(away, keyFile);
    await open().then(async (state) => works(state).finally(() => state.close()));
  });

  it("does not open a secret that was moved to another tenant's row", async () => {
    const swap = `with pair as (select id, tenant_id, nonce, ciphertext from agentpod.secrets
        where pod_uid is null)
      update agentpod.secrets s set nonce = o.nonce, ciphertext = o.ciphertext
      from pair o where s.pod_uid is null and o.tenant_id <> s.tenant_id`;
    await query(`${AS_ENGINE}; ${swap}`);
    const state = await open(true);
    for (const tenant of TENANTS) {
      await expect(state.store.vault.read(tenant, 'key')).rejects.toMatchObject({
        reason: 'SecretUnreadable',
        message: expect.stringContaining(`secret key of tenant ${tenant}`) as string,
      });
    }
    await state.close();
    await query(`${AS_ENGINE}; ${swap}`);
  });

  it('leaves nothing readable in the rows', async () => {
    const rows = JSON.stringify(await query(`${AS_ENGINE}; select * from agentpod.secrets`));
    expect(rows).toContain('ciphertext');
    for (const tenant of TENANTS) expect(rows).not.toContain(secretOf(tenant));
  });
});
