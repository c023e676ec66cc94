import type { EngineSight, StateSight } from '../../src/core/doctor/observation.ts';
import { DEFAULT_PROXY } from '../../src/core/proxy/defaults.ts';
import type { Examination } from '../../src/engine/examine.ts';
import type { Diagnosis } from '../../src/ports/diagnosis.ts';
import { systemClock } from '../../src/services/system-clock.ts';

const GIB = 1024 ** 3;

/** Of a machine where all is well; a test changes what it is about. */
export const FINE_ENGINE: EngineSight = {
  version: '28.2.2',
  local: true,
  limits: { memory: true, swap: true, pids: true, cpu: true },
  liveRestore: true,
  swarm: false,
  forwarding: true,
  memoryBytes: 8 * GIB,
  skewMs: 0,
  containers: [],
};

export const FINE_STATE: Extract<StateSight, { kind: 'there' }> = {
  kind: 'there',
  embedded: true,
  version: '18.4',
  bytes: 9 * 1024 ** 2,
  login: 'agentpod',
  superuser: true,
  skewMs: 0,
  lock: undefined,
  server: undefined,
  sources: [],
  problem: undefined,
  pods: 0,
};

export const FINE_DISK = {
  what: 'state',
  path: '/state',
  freeBytes: 50 * GIB,
  totalBytes: 100 * GIB,
  freeFiles: 900,
  totalFiles: 1000,
};

export const FINE_DIAGNOSIS: Diagnosis = {
  road: async () => ({
    kind: 'socket',
    address: 'unix:///var/run/docker.sock',
    mode: 0o660,
    owner: 'root',
    group: 'docker',
    members: [],
  }),
  engine: async () => FINE_ENGINE,
  machine: async () => ({
    disks: [FINE_DISK],
    memory: { totalBytes: 8 * GIB, freeBytes: 4 * GIB },
  }),
  files: async () => ({
    stateDir: { path: '/state', mode: 0o700 },
    masterKey: { path: '/state/master.key', mode: 0o600 },
  }),
  firewall: async () => ({ available: true, written: 'a-hash', intact: true }),
  state: async () => ({ state: FINE_STATE, hosts: [] }),
  proxy: async () => undefined,
  hosts: async () => [],
};

export const FINE_EXAMINATION: Examination = {
  diagnosis: FINE_DIAGNOSIS,
  certificates: { authority: async () => undefined },
  proxy: DEFAULT_PROXY,
  clock: systemClock,
};
