import { expect, test } from 'vitest';
import { readConfig } from './config.ts';
import { AgentPodError } from './core/model/errors.ts';
import { DEFAULT_PROXY } from './core/proxy/defaults.ts';

const read = (env: Record<string, string> = {}, uid = 1000, instance?: string) =>
  readConfig({ env, uid, home: '/home/ann', ...(instance === undefined ? {} : { instance }) });

test('without an environment everything has a default, away from the ports of a stray gateway', () => {
  expect(read()).toEqual({
    instance: 'default',
    stateDir: '/home/ann/.local/state/agentpod',
    databaseUrl: undefined,
    masterKeyFile: undefined,
    dockerHost: undefined,
    firewall: true,
    ports: { first: 19000, last: 19999 },
    subnetPool: '10.213.0.0/16',
    proxy: DEFAULT_PROXY,
  });
});

test('root keeps its state in /var/lib, and each instance has a state of its own', () => {
  expect(read({}, 0).stateDir).toBe('/var/lib/agentpod');
  expect(read({ AGENTPOD_INSTANCE: 'blue' }, 0).stateDir).toBe('/var/lib/agentpod-blue');
  expect(read({ XDG_STATE_HOME: '/x' }).stateDir).toBe('/x/agentpod');
  expect(read({ AGENTPOD_STATE_DIR: '/mine', AGENTPOD_INSTANCE: 'blue' }).stateDir).toBe('/mine');
});

test('the flag wins over the environment', () => {
  expect(read({ AGENTPOD_INSTANCE: 'blue' }, 0, 'green').instance).toBe('green');
});

test('the result cannot be changed', () => {
  expect(Object.isFrozen(read())).toBe(true);
  expect(Object.isFrozen(read().ports)).toBe(true);
});

test.each([
  ['AGENTPOD_INSTANCE', 'Blue'],
  ['AGENTPOD_PORT_RANGE', '19000'],
  ['AGENTPOD_PORT_RANGE', '20000-19000'],
  ['AGENTPOD_PORT_RANGE', '80-90'],
  ['AGENTPOD_PORT_RANGE', '19000-70000'],
  ['AGENTPOD_SUBNET_POOL', '10.213.0.1/16'],
  ['AGENTPOD_SUBNET_POOL', '10.300.0.0/16'],
  ['AGENTPOD_SUBNET_POOL', '10.0.0.0/30'],
  ['DOCKER_HOST', '/var/run/docker.sock'],
])('%s=%s is refused by name, with the form to write', (name, value) => {
  expect(() => read({ [name]: value })).toThrow(`${name}="${value}" is not usable`);
});

test('a wrong database address is refused without repeating its password', () => {
  try {
    read({ DATABASE_URL: 'mysql://ann:hunter2@db/x' });
    expect.unreachable();
  } catch (error) {
    expect(error).toBeInstanceOf(AgentPodError);
    expect(String(error)).not.toContain('hunter2');
  }
});

test('the packet filter is left alone only on request', () => {
  expect(read({ AGENTPOD_FIREWALL: 'off' }).firewall).toBe(false);
  expect(() => read({ AGENTPOD_FIREWALL: 'no' })).toThrow('AGENTPOD_FIREWALL="no" is not usable');
});
