import { expect, it } from 'vitest';
import { hashPassword, isPassword } from './password-hash.ts';

it('knows a password again, and no other', async () => {
  const hash = await hashPassword('correct horse battery');
  expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  expect(await isPassword('correct horse battery', hash)).toBe(true);
  expect(await isPassword('correct horse batterz', hash)).toBe(false);
  expect(await hashPassword('correct horse battery')).not.toBe(hash);
});

it('takes the same letters however they were typed', async () => {
  expect(
    await isPassword('Ame\u0301lie am Fenster', await hashPassword('Am\u00e9lie am Fenster')),
  ).toBe(true);
});

it('takes nothing where no password is set, or what is stored is none', async () => {
  for (const stored of [undefined, '', 'plain', '$argon2id$v=19$m=19456,t=2,p=1$AAAA$']) {
    expect(await isPassword('', stored)).toBe(false);
    expect(await isPassword('plain', stored)).toBe(false);
  }
});
