import { copyFile, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeLock } from '../../../src/services/database/backup/age-keys.ts';
import { openSealed, writeSealed } from '../../../src/services/database/backup/sealed-file.ts';
import { OTHER } from '../../contract/store-samples.ts';
import { anOrigin, type Origin, StateRoom } from './backup-room.ts';

describe('a restore of the state', () => {
  let origin: Origin;

  beforeAll(async () => {
    origin = await anOrigin();
  });
  afterAll(() => origin.room[Symbol.asyncDispose]());

  it('does not replace a state that holds something, but for --yes, and never under a writer', async () => {
    await using target = await StateRoom.prepared(origin.room);
    expect(await origin.restoreInto(target)).toMatchObject({ exitCode: 0 });
    await target.with(({ store }) => store.forgetPod(OTHER.key));
    const before = await target.everything();
    expect(await origin.restoreInto(target)).toMatchObject({
      exitCode: 7,
      stderr: expect.stringContaining('there is a state already'),
    });
    expect(await target.everything()).toEqual(before);

    const flags = ['--yes', '--lock-timeout', '0s'];
    const refused = await target.with(async ({ lock }) => {
      const held = await lock.acquire({ command: 'test', timeoutSeconds: 1 });
      return origin.restoreInto(target, { flags }).finally(() => held.release());
    });
    expect(refused).toMatchObject({ exitCode: 4, stdout: '' });
    expect(await target.everything()).toEqual(before);

    expect(await origin.restoreInto(target, { flags })).toMatchObject({ exitCode: 0 });
    expect(await target.everything()).toEqual(await origin.room.everything());
  });

  it.each([
    ['cut off', (copy: string) => truncate(copy, 900), 'it was cut off or changed'],
    ['changed', (copy: string) => flip(copy, -40), 'it was cut off or changed'],
    ['no backup', (copy: string) => writeFile(copy, 'hello'), 'it is not encrypted with age'],
    ['not there', (copy: string) => rm(copy), 'it does not exist'],
  ])(
    'of a file that is %s changes nothing and says so in one sentence',
    async (_how, spoil, words) => {
      const { room } = origin;
      const backup = room.path('spoilt.backup');
      await copyFile(origin.backup, backup);
      await spoil(backup);
      const before = await room.everything();
      const ran = await origin.restoreInto(room, { backup, flags: ['--yes'] });
      expect(ran).toMatchObject({ exitCode: 1, stdout: '' });
      expect(ran.stderr).toContain(words);
      expect(ran.stderr.trim().split('\n').length).toBeLessThanOrEqual(2);
      expect(await room.everything()).toEqual(before);
    },
  );

  it.each([
    ['a row', (line: string) => line.includes('acme/other') || line.includes('"other"')],
    ['an event', (line: string) => line.includes('grüß')],
    ['its end', (line: string) => line.startsWith('{"end"')],
  ])('is rolled back when a file that opens lacks %s', async (_what, isLost) => {
    const { room } = origin;
    const backup = room.path('short.backup');
    const lock = await makeLock({ passphrase: origin.passphrase });
    const lines = await openSealed(origin.backup, lock.key);
    const kept = async function* () {
      for await (const line of lines) if (!isLost(line)) yield line;
    };
    await writeSealed(backup, lock, kept(), async () => undefined);
    const before = await room.everything();
    const ran = await origin.restoreInto(room, { backup, flags: ['--yes'] });
    expect(ran).toMatchObject({ exitCode: 1 });
    expect(ran.stderr).toMatch(/is missing|does not fit|are missing or changed/);
    expect(await room.everything()).toEqual(before);
  });

  it('does not come about with another passphrase', async () => {
    const { room, backup } = origin;
    const other = room.path('other-passphrase');
    await writeFile(other, 'wrong\n');
    const ran = await room.run(['state', 'restore', backup, '--passphrase-file', other, '--yes']);
    expect(ran).toMatchObject({ exitCode: 1 });
    expect(ran.stderr).toContain(`the passphrase in ${other} does not open`);
  });

  it('is refused with a wrong master key, and into another instance', async () => {
    await using target = await StateRoom.make();
    await target.with(({ store }) => store.load());
    const before = await target.everything();
    expect(await origin.restoreInto(target)).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('is not the one that the backup needs'),
    });
    expect(await origin.restoreInto(target, { flags: ['--instance', 'blue'] })).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('belongs to the AgentPod instance "default", not to "blue"'),
    });
    expect(await target.everything()).toEqual(before);
  });

  it('is refused for tables that this program does not know; a backup of them is not even made', async () => {
    await using target = await StateRoom.make();
    await target.with(({ store }) => store.load());
    await target.query("insert into agentpod.migrations (hash, created_at) values ('x', 1)");
    const newer = target.path('newer.backup');
    const passphrase = ['--passphrase-file', origin.passphrase];
    expect(await target.run(['state', 'backup', newer, ...passphrase])).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('was made by a newer AgentPod'),
    });
    await expect(stat(newer)).rejects.toThrow('ENOENT');
  });
});

async function flip(path: string, at: number): Promise<void> {
  const bytes = await readFile(path);
  const index = bytes.length + at;
  bytes[index] = (bytes[index] ?? 0) ^ 1;
  await writeFile(path, bytes);
}
