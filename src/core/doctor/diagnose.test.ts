import { describe, expect, test } from 'vitest';
import { FINE_DISK, FINE_ENGINE, FINE_STATE } from '../../../test/fakes/fine-diagnosis.ts';
import { DEFAULT_PROXY } from '../proxy/defaults.ts';
import { diagnose, isSound } from './diagnose.ts';
import type {
  ContainerSight,
  DoctorObservation,
  EngineSight,
  HostSight,
  StateSight,
} from './observation.ts';

const GIB = 1024 ** 3;
const NOW = new Date('2026-11-25T12:00:00Z');
const SOCKET = {
  kind: 'socket',
  address: 'unix:///var/run/docker.sock',
  mode: 0o660,
  owner: 'root',
  group: 'docker',
  members: ['alice', 'bob'],
} as const;
const MEMORY = { totalBytes: 8 * GIB, freeBytes: 4 * GIB };
const FILES = {
  stateDir: { path: '/state', mode: 0o711 },
  masterKey: { path: '/state/master.key', mode: 0o600 },
};

const FINE: DoctorObservation = {
  now: NOW,
  proxy: DEFAULT_PROXY,
  road: SOCKET,
  engine: { seen: FINE_ENGINE },
  machine: { seen: { disks: [FINE_DISK], memory: MEMORY } },
  files: { seen: FILES },
  state: { seen: FINE_STATE },
  hosts: [],
};

function findings(change: Partial<DoctorObservation>): readonly string[] {
  return diagnose({ ...FINE, ...change }).map(
    ({ check, severity, message }) => `${severity} ${check}: ${message}`,
  );
}

/** What is not fine; each of them has to say what to do. */
function wrong(change: Partial<DoctorObservation>): readonly string[] {
  for (const { severity, hint, message } of diagnose({ ...FINE, ...change })) {
    if (severity !== 'ok') expect(hint, message).not.toBe('');
  }
  return findings(change).filter((line) => !line.startsWith('ok '));
}

const engine = (change: Partial<EngineSight>) => ({
  engine: { seen: { ...FINE_ENGINE, ...change } },
});
const state = (change: Partial<typeof FINE_STATE>): { state: { seen: StateSight } } => ({
  state: { seen: { ...FINE_STATE, ...change } },
});
const container = (change: Partial<ContainerSight>): ContainerSight => ({
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
const containers = (...changes: Partial<ContainerSight>[]) =>
  engine({ containers: changes.map(container) });

test('where all is well each check says so', () => {
  expect(wrong({})).toEqual([]);
  expect(isSound(diagnose(FINE))).toBe(true);
  expect(new Set(diagnose(FINE).map(({ check }) => check))).toEqual(
    new Set([
      ...['engine', 'socket', 'limits', 'live-restore', 'clock', 'database', 'state', 'lock'],
      ...['disk', 'state-dir', 'master-key', 'ports', 'memory', 'proxy'],
    ]),
  );
});

test('warnings alone are no failure', () => {
  const findings = diagnose({ ...FINE, ...engine({ liveRestore: false }) });
  expect(findings.some(({ severity }) => severity === 'warning')).toBe(true);
  expect(isSound(findings)).toBe(true);
});

describe('the Engine', () => {
  test('that does not answer is one error, and what it would have told is not guessed', () => {
    const failed = { message: 'it refuses connections', hint: 'start Docker' };
    const seen = { ...FINE, engine: { failed } };
    expect(wrong({ engine: { failed } })).toEqual(['error engine: it refuses connections']);
    expect(diagnose(seen).map(({ check }) => check)).not.toContain('ports');
    expect(isSound(diagnose(seen))).toBe(false);
  });

  test.each([
    ['19.03.15', true],
    ['20.9.1', true],
    ['20.10.24+dfsg1', false],
    ['28.2.2', false],
  ])('of version %s is too old: %s', (version, old) => {
    const found = wrong(engine({ version }));
    expect(found.some((line) => line.startsWith('error engine'))).toBe(old);
  });

  test.each([
    [{ memory: false }, 'error limits: limits of memory have no effect'],
    [{ pids: false, cpu: false }, 'error limits: limits of processes, CPU time have no effect'],
    [{ swap: false }, 'warning limits: limits of memory do not cover swap'],
  ])('with limits %o is told', (change, words) => {
    const [line] = wrong(engine({ limits: { ...FINE_ENGINE.limits, ...change } }));
    expect(line).toContain(words);
  });

  test.each([
    [{ liveRestore: false }, 'warning live-restore'],
    [{ liveRestore: false, swarm: true }, 'warning live-restore'],
    [{ forwarding: false }, 'error network'],
    [{ skewMs: 5000 }, 'warning clock: the clock of the Docker Engine is 5s ahead'],
    [{ skewMs: -120_000 }, 'error clock: the clock of the Docker Engine is 2m behind'],
  ])('with %o is told', (change, words) => {
    expect(wrong(engine(change))).toEqual([expect.stringContaining(words)]);
  });

  test('says who may use its socket, and cries when everybody may', () => {
    expect(findings({})[1]).toContain('root and group docker may use');
    expect(findings({})[1]).toContain('alice, bob');
    expect(wrong({ road: { ...SOCKET, mode: 0o666 } })).toEqual([
      expect.stringContaining('error socket: everybody on this machine'),
    ]);
  });

  test.each([
    [{ kind: 'tcp', address: 'tcp://10.0.0.1:2375', tls: false, loopback: false }, 1],
    [{ kind: 'tcp', address: 'tcp://127.0.0.1:2375', tls: false, loopback: true }, 0],
    [{ kind: 'tcp', address: 'tcp://10.0.0.1:2376', tls: true, loopback: false }, 0],
    [{ kind: 'ssh', address: 'ssh://a@b' }, 0],
    [{ kind: 'missing', address: 'unix:///nowhere' }, 0],
  ] as const)('reached by %o has %i faults', (road, faults) => {
    expect(wrong({ road })).toHaveLength(faults);
  });
});

describe('containers', () => {
  const open = [
    { hostIp: '0.0.0.0', hostPort: 8080 },
    { hostIp: '::', hostPort: 8080 },
  ];

  test.each([
    [{ publish: open }, 'error ports: agentpod_acme_agent_g1 is open to the world on port 8080'],
    [{ publish: [{ hostIp: '192.0.2.1', hostPort: 1 }] }, 'error ports'],
    [{ ours: false, name: 'db', publish: open }, 'warning ports: db is open to the world'],
  ])('with %o are told', (change, words) => {
    expect(wrong(containers(change))).toEqual([expect.stringContaining(words)]);
  });

  test.each([
    [{ entry: true, publish: open }],
    [{ publish: [{ hostIp: '::1', hostPort: 1 }] }],
    [{ ours: false, publish: [{ hostIp: '192.168.0.1', hostPort: 1 }] }],
    [{ helper: true, publish: [], ageSeconds: 60 }],
  ])('with %o are fine', (change) => {
    expect(wrong(containers(change))).toEqual([]);
  });

  test('that a killed run left behind are told', () => {
    const left = { name: 'agentpod_fill_x', helper: true, publish: [], ageSeconds: 3600 };
    expect(wrong(containers(left))).toEqual([expect.stringContaining('helpers: a run that')]);
  });

  test('may be promised more memory than there is, which is a warning', () => {
    expect(wrong(containers({ memoryLimitBytes: 9 * GIB }))).toEqual([
      expect.stringContaining('warning memory: running containers may take 9Gi of 8Gi'),
    ]);
    expect(wrong(containers({ state: 'exited', memoryLimitBytes: undefined }))).toEqual([]);
  });

  test('of ours without a limit are an error, of others they are counted', () => {
    expect(wrong(containers({ memoryLimitBytes: 0 }))[0]).toContain('error memory');
    const others = findings(containers({ ours: false, memoryLimitBytes: 0 }));
    expect(others.join()).toContain('1 more have no limit');
  });
});

describe('this machine', () => {
  const disk = (change: object) => ({
    machine: { seen: { disks: [{ ...FINE_DISK, ...change }], memory: MEMORY } },
  });

  test.each([
    [{ freeBytes: GIB / 2 }, 'error disk: 512Mi of 100Gi are free for the state (/state)'],
    [{ freeBytes: 3 * GIB }, 'warning disk'],
    [{ freeFiles: 5 }, 'error disk: no room for more files'],
  ])('with a disk of %o is told', (change, words) => {
    expect(wrong(disk(change))).toEqual([expect.stringContaining(words)]);
  });

  test('may have a file system that counts no files', () => {
    expect(wrong(disk({ freeFiles: 0, totalFiles: 0 }))).toEqual([]);
  });

  test('with little memory left is told, one that does not say is not', () => {
    const seen = { disks: [FINE_DISK], memory: { totalBytes: 8 * GIB, freeBytes: GIB / 2 } };
    expect(wrong({ machine: { seen } })).toEqual([expect.stringContaining('warning memory: only')]);
    expect(wrong({ machine: { seen: { ...seen, memory: undefined } } })).toEqual([]);
  });

  test.each([
    ['stateDir', 0o777, 'error state-dir: /state has mode 0777'],
    ['stateDir', 0o755, 'warning state-dir'],
    ['masterKey', 0o640, 'error master-key: /state/master.key has mode 0640'],
    ['masterKey', 0o604, 'error master-key'],
  ] as const)('whose %s has mode %o is told', (name, mode, words) => {
    const files = { seen: { ...FILES, [name]: { ...FILES[name], mode } } };
    expect(wrong({ files })).toEqual([expect.stringContaining(words)]);
  });

  test('on which nothing was applied yet is fine', () => {
    const absent = (file: { path: string }) => ({ ...file, mode: undefined });
    const files = {
      seen: { stateDir: absent(FILES.stateDir), masterKey: absent(FILES.masterKey) },
    };
    expect(wrong({ files, state: { seen: { kind: 'absent' } } })).toEqual([]);
  });
});

describe('the database', () => {
  test('that does not answer is an error with what to do', () => {
    const failed = { message: 'connect ECONNREFUSED', hint: 'check that PostgreSQL runs' };
    const lines = findings({ state: { failed } });
    expect(wrong({ state: { failed } })).toEqual(['error database: connect ECONNREFUSED']);
    // Whether there should be a proxy stands in the records.
    expect(lines.some((line) => /^\w+ +proxy:/.test(line))).toBe(false);
  });

  test('that answers and cannot be used is told apart', () => {
    const problem = { message: 'the key does not fit', hint: 'restore it' };
    expect(wrong(state({ problem }))).toEqual(['error state: the key does not fit']);
  });

  const own = { embedded: false, superuser: false };
  test.each([
    [{ ...own, skewMs: -3000 }, 'warning clock: the clock of the database is 3s behind'],
    [{ ...own, superuser: true, login: 'postgres' }, 'warning database: AgentPod connects as post'],
    [
      { lock: { holder: 'agentpod apply', heldSeconds: 3600, process: 'alive' } },
      'warning lock: agentpod apply has held the writer lock for 1h',
    ],
    [
      { lock: { holder: 'agentpod apply', heldSeconds: 5, process: 'gone' } },
      'warning lock: agentpod apply has held the writer lock for 5s, and this machine has no such',
    ],
  ] as const)('with %o is told', (change, words) => {
    expect(wrong(state(change))).toEqual([expect.stringContaining(words)]);
  });

  test.each([
    [own],
    [{ lock: { holder: 'x', heldSeconds: 60, process: 'alive' } }],
    [{ lock: { holder: 'x', heldSeconds: undefined, process: 'elsewhere' } }],
  ] as const)('with %o is fine', (change) => {
    expect(wrong(state(change))).toEqual([]);
  });
});

test('a failure that gives no advice gets some', () => {
  const failed = { message: 'no', hint: '' };
  expect(
    wrong({ engine: { failed }, state: { failed }, machine: { failed }, files: { failed } }),
  ).toHaveLength(4);
});

describe('the proxy', () => {
  const part = (role: 'traefik' | 'socket-filter', change: Partial<ContainerSight> = {}) =>
    container({ name: `agentpod__${role}`, role, entry: role === 'traefik', ...change });
  const parts = (...found: ContainerSight[]) => engine({ containers: found });
  const both = parts(part('traefik'), part('socket-filter'));

  test('that runs and answers is fine, as is one that is switched off', () => {
    expect(wrong({ ...both, answers: { traefik: '', filter: '' } })).toEqual([]);
    expect(wrong({ proxy: { ...DEFAULT_PROXY, mode: 'off' } })).toEqual([]);
  });

  test('that is gone though there are hosts is an error', () => {
    expect(wrong({ hosts: [{ host: 'a.localhost' }] })).toEqual([
      expect.stringContaining('error proxy: the reverse proxy is not there'),
      expect.stringContaining('error socket-filter'),
    ]);
  });

  test.each([
    [parts(part('traefik')), 'error socket-filter'],
    [parts(part('traefik', { state: 'exited' }), part('socket-filter')), 'error proxy'],
  ])('that is half there is told', (change, words) => {
    const answers = { traefik: '', filter: '' };
    expect(wrong({ ...change, answers })).toEqual([expect.stringContaining(words)]);
  });

  test('that runs and does not answer says what it does instead', () => {
    const answers = { traefik: 'connection refused', filter: 'it answers 503' };
    expect(wrong({ ...both, answers })).toEqual([
      'error proxy: agentpod__traefik runs and does not answer: connection refused',
      'error socket-filter: agentpod__socket-filter runs and does not answer: it answers 503',
    ]);
  });

  test('that cannot be asked from here is no error', () => {
    expect(wrong(both).every((line) => line.startsWith('warning'))).toBe(true);
  });

  test('of somebody else is looked for by its name', () => {
    const proxy = { ...DEFAULT_PROXY, mode: 'external', externalContainer: 'edge' } as const;
    const found = engine({ containers: [container({ name: 'edge', ours: false, entry: true })] });
    expect(wrong({ proxy, ...found, answers: { traefik: '' } })).toEqual([]);
    expect(wrong({ proxy })).toEqual(['error proxy: edge is not there']);
  });
});

describe('a host', () => {
  const certificate = {
    subject: 'a.example.com',
    issuer: 'R11',
    notAfter: '2027-01-25T12:00:00Z',
    fingerprint: 'AA',
  };
  const shown = (change: object): HostSight => ({
    host: 'a.example.com',
    https: {
      kind: 'answered',
      status: 200,
      body: '',
      certificate: { ...certificate, ...change },
    },
  });
  const dns = (found: HostSight['dns']): HostSight => ({
    host: 'a.example.com',
    ...(found ? { dns: found } : {}),
  });
  const off = { proxy: { ...DEFAULT_PROXY, mode: 'off' } } as const;
  const here = { kind: 'found', addresses: ['192.0.2.1'], foreign: [] } as const;

  test.each([
    [dns({ kind: 'none' }), 'error dns: a.example.com has no address in DNS'],
    [dns({ kind: 'failed', why: 'SERVFAIL' }), 'warning dns: the addresses of a.example.com'],
    [dns({ ...here, foreign: ['192.0.2.1'] }), 'warning dns: DNS says 192.0.2.1 for a.example'],
    [shown({ subject: 'TRAEFIK DEFAULT CERT' }), 'error certificate: the proxy has no certificate'],
    [shown({ problem: 'STRANGE' }), 'error certificate: the certificate that the proxy'],
    [shown({ problem: 'CERT_HAS_EXPIRED' }), 'error certificate: the certificate that the proxy'],
    [shown({ notAfter: '2026-12-01T13:00:00Z' }), 'warning certificate: the certificate of a.exam'],
    [
      { host: 'a.example.com', https: { kind: 'unreachable', why: 'refused' } } as const,
      'error certificate: the proxy shows no certificate for a.example.com: refused',
    ],
  ])('seen as %o is told', (host, words) => {
    expect(wrong({ ...off, hosts: [host] })).toEqual([expect.stringContaining(words)]);
  });

  test('that leads here with a certificate that holds is fine', () => {
    const host = { ...shown({}), dns: here };
    expect(wrong({ ...off, hosts: [host] })).toEqual([]);
    expect(findings({ ...off, hosts: [host] }).slice(-2)).toEqual([
      'ok dns: a.example.com leads here (192.0.2.1)',
      'ok certificate: the certificate of a.example.com holds for 61 more days',
    ]);
  });
});
