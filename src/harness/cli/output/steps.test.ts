import { expect, test } from 'vitest';
import { stepText } from './steps.ts';

const CONFIG = { volume: 'c', files: [] };
const SECRETS = { volume: 's', items: [] };

test.each([
  [{ config: CONFIG, secrets: undefined }, 'config'],
  [{ config: CONFIG, secrets: SECRETS }, 'config and secrets'],
  [
    { config: CONFIG, secrets: SECRETS, state: 'v' },
    'config, secrets and owner of the state volume',
  ],
  [{ config: undefined, secrets: undefined, state: 'v' }, 'owner of the state volume'],
])('what is written is named', (content, words) => {
  const pod = { kind: 'content.write', pod: 'acme/agent', image: 'x:1' } as const;
  expect(stepText({ ...pod, ...content })).toEqual({
    doing: `writing ${words}`,
    done: `wrote ${words}`,
  });
});
