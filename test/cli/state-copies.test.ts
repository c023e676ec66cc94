import { expect, test } from 'vitest';
import { CliBench } from './cli-run.ts';

test.each([
  [['backup', 'x'], 'say what the backup is encrypted with'],
  [['backup', 'x', '--passphrase-file', 'p', '--recipient', 'age1x'], 'say what the backup is'],
  [['restore', 'x'], 'say what opens the backup'],
  [['rebuild'], 'no manifests given'],
])('state %j is refused with 2 and a way out', async (argv, words) => {
  await using cli = await CliBench.open();
  const { code, stdout, stderr } = await cli.run(['state', ...argv]);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain(words);
  expect(stderr).toContain('hint: ');
});
