import { afterEach, beforeEach, expect, it } from 'vitest';
import { openState } from '../../src/services/database/open.ts';
import { makeStateDir, removeStateDir } from './temporary-state.ts';

let stateDir: string;

beforeEach(async () => {
  stateDir = await makeStateDir();
});
afterEach(() => removeStateDir(stateDir));

const open = (instance: string, readOnly = false) =>
  openState({ stateDir, instance, readOnly, application: 'agentpod test' });

it('a state serves the instance that wrote it first, and no other one', async () => {
  await (await open('blue')).close();
  await (await open('blue')).close();
  for (const readOnly of [false, true]) {
    await expect(open('green', readOnly)).rejects.toMatchObject({
      reason: 'StateOfAnotherInstance',
      message: 'this state belongs to the AgentPod instance "blue", not to "green"',
    });
  }
});
