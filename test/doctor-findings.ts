import { expect } from 'vitest';
import { diagnose } from '../src/core/doctor/diagnose.ts';
import type {
  ContainerSight,
  DoctorObservation,
  EngineSight,
  StateSight,
} from '../src/core/doctor/observation.ts';
import { DEFAULT_PROXY } from '../src/core/proxy/defaults.ts';
import { FINE_DISK, FINE_ENGINE, FINE_STATE } from './fakes/fine-diagnosis.ts';

export const GIB = 1024 ** 3;
/** Observations of a machine where all is well, but for what a test is about, and what is found. */
const NOW = new Date('2026-11-25T12:00:00Z');
export const SOCKET = {
  kind: 'socket',
  address: 'unix:///var/run/docker.sock',
  mode: 0o660,
  owner: 'root',
  group: 'docker',
  members: ['alice', 'bob'],
} as const;
export const MEMORY = { totalBytes: 8 * GIB, freeBytes: 4 * GIB };
export const FILES = {
  stateDir: { path: '/state', mode: 0o711 },
  masterKey: { path: '/state/master.key', mode: 0o600 },
};

export const FINE: DoctorObservation = {
  now: NOW,
  proxy: DEFAULT_PROXY,
  road: SOCKET,
  engine: { seen: FINE_ENGINE },
  machine: { seen: { disks: [FINE_DISK], memory: MEMORY } },
  files: { seen: FILES },
  firewall: { seen: { available: true, written: 'a-hash', intact: true } },
  state: { seen: FINE_STATE },
  hosts: [],
};

export function findings(change: Partial<DoctorObservation>): readonly string[] {
  return diagnose({ ...FINE, ...change }).map(
    ({ check, severity, message }) => `${severity} ${check}: ${message}`,
  );
}

/** What is not fine; each of them has to say what to do. */
export function wrong(change: Partial<DoctorObservation>): readonly string[] {
  for (const { severity, hint, message } of diagnose({ ...FINE, ...change })) {
    if (severity !== 'ok') expect(hint, message).not.toBe('');
  }
  return findings(change).filter((line) => !line.startsWith('ok '));
}

export const engine = (change: Partial<EngineSight>) => ({
  engine: { seen: { ...FINE_ENGINE, ...change } },
});
export const state = (change: Partial<typeof FINE_STATE>): { state: { seen: StateSight } } => ({
  state: { seen: { ...FINE_STATE, ...change } },
});
export const container = (change: Partial<ContainerSight>): ContainerSight => ({
  name: 'agentpod_acme_agent_g1',
  ours: true,
  entry: false,
  role: undefined,
  helper: false,
  state: 'running',
  ageSeconds: 100,
  memoryLimitBytes: GIB,
  publish: [{ hostIp: '127.0.0.1', hostPort: 19000 }],
  ...change,
});
export const containers = (...changes: Partial<ContainerSight>[]) =>
  engine({ containers: changes.map(container) });
