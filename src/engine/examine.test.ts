import { expect, test } from 'vitest';
import { FINE_DIAGNOSIS, FINE_ENGINE } from '../../test/fakes/fine-diagnosis.ts';
import { AgentPodError } from '../core/model/errors.ts';
import { DEFAULT_PROXY } from '../core/proxy/defaults.ts';
import type { Diagnosis } from '../ports/diagnosis.ts';
import { examine } from './examine.ts';

function examined(change: Partial<Diagnosis>, authority = async (): Promise<string> => 'PEM') {
  return examine({
    diagnosis: { ...FINE_DIAGNOSIS, ...change },
    certificates: { authority },
    proxy: DEFAULT_PROXY,
    clock: { now: () => new Date(0) },
    patienceMs: 50,
  });
}

const never = () => new Promise<never>(() => undefined);

test('a look that never ends is given up, and keeps no other from being taken', async () => {
  const seen = await examined({ engine: never, state: never, hosts: never, proxy: never });
  expect(seen.engine).toEqual({
    failed: { message: 'asking the Docker Engine: no end within 0.05 s', hint: '' },
  });
  expect(seen.state).toHaveProperty('failed');
  expect(seen.hosts).toEqual([]);
  expect(seen).not.toHaveProperty('answers');
  expect(seen.machine).toHaveProperty('seen');
});

test('a failure keeps its advice; what is none of ours is told as it is', async () => {
  const refused = new AgentPodError('Transient', 'EngineUnreachable', 'refused', { hint: 'start' });
  const seen = await examined({
    engine: () => Promise.reject(refused),
    files: () => Promise.reject(new Error('EACCES')),
  });
  expect(seen.engine).toEqual({ failed: { message: 'refused', hint: 'start' } });
  expect(seen.files).toEqual({ failed: { message: 'EACCES', hint: '' } });
});

test('hosts on record are looked at with the authority that signs the local ones', async () => {
  const asked: unknown[] = [];
  const change: Partial<Diagnosis> = {
    state: async () => ({ state: { kind: 'absent' }, hosts: ['a.localhost'] }),
    hosts: async (hosts, authority) => {
      asked.push([hosts, authority]);
      return hosts.map((host) => ({ host }));
    },
  };
  const seen = await examined(change);
  expect(asked).toEqual([[['a.localhost'], 'PEM']]);
  expect(seen).toMatchObject({
    engine: { seen: FINE_ENGINE },
    state: { seen: { kind: 'absent' } },
    hosts: [{ host: 'a.localhost' }],
  });
  await examined(change, () => Promise.reject(new Error('exposed')));
  expect(asked.at(-1)).toEqual([['a.localhost'], undefined]);
});
