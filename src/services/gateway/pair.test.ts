import { execFile } from 'node:child_process';
import { expect, test } from 'vitest';
import { aDevice } from '../../../test/fakes/device.ts';
import { pair } from './pair.ts';
import { PAIRING_ARGV } from './pairing-script.ts';

const pairWith = (exitCode: number, stdout: string) =>
  pair({ exec: async () => ({ exitCode, stdout, stderr: '' }) }, 'c');

test('what the pod prints is the credential, without anything else it says', async () => {
  const device = aDevice().reveal();
  const more = JSON.stringify({ ...JSON.parse(device), more: 'x'.repeat(1000) });
  expect((await pairWith(0, `a warning\n${more}\n`)).reveal()).toBe(device);
});

test.each([
  ['a refusal', '{"code":"PAIRING_REQUIRED","message":"pairing required"}', 'pairing required'],
  ['nothing', '', 'the attempt ended with 1'],
  ['half of a credential', '{"deviceId":"a","privateKey":"canary', 'the attempt ended with 1'],
])('%s is a failure in words', async (_what, stdout, words) => {
  const failure = await pairWith(1, stdout).catch((error: Error) => error);
  expect(failure).toMatchObject({
    reason: 'PairingFailed',
    message: expect.stringContaining(words),
  });
  expect(String(failure)).not.toContain('canary');
});

test('a credential that would not work is not taken', async () => {
  const stdout = aDevice({ deviceId: 'b'.repeat(64) }).reveal();
  await expect(pairWith(0, stdout)).rejects.toMatchObject({ reason: 'DeviceInvalid' });
});

test('the script is one that Node can read, and takes no secret from its arguments', async () => {
  const [, ...argv] = PAIRING_ARGV;
  const checked = await new Promise((resolve) => {
    const child = execFile(process.execPath, ['--check', '--input-type=module', '-'], (error) =>
      resolve(error?.message ?? 'fine'),
    );
    child.stdin?.end(argv.at(-1));
  });
  expect(checked).toBe('fine');
});
