import { expect, it } from 'vitest';
import { sshCommand } from './ssh-command.ts';

const ALWAYS = "-o 'BatchMode=yes' -o 'StrictHostKeyChecking=yes' -o 'ConnectTimeout=20'";

it('a host key is always checked, and the key that is named is the only one', () => {
  expect(sshCommand(undefined, undefined)).toBe(`ssh ${ALWAYS}`);
  expect(sshCommand({ keyFile: '/k', knownHostsFile: '/h' }, 'ssh -o own')).toBe(
    `ssh ${ALWAYS} -o 'IdentityFile="/k"' -o 'IdentitiesOnly=yes' -o 'UserKnownHostsFile="/h"' -o 'GlobalKnownHostsFile=/dev/null'`,
  );
});

it("what the user's own command says counts where nothing is named", () => {
  const none = { keyFile: undefined, knownHostsFile: undefined };
  expect(sshCommand(none, 'ssh -i x')).toBe('ssh -i x');
});

it('a path is one word, whatever is in it', () => {
  const keyFile = "/a b/it's 100%";
  expect(sshCommand({ keyFile, knownHostsFile: undefined }, undefined)).toContain(
    `-o 'IdentityFile="/a b/it'\\''s 100%%"'`,
  );
});
