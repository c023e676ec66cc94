import { describe, expect, test } from 'vitest';
import {
  engine,
  FILES,
  FINE,
  findings,
  GIB,
  MEMORY,
  SOCKET,
  state,
  wrong,
} from '../../../test/doctor-findings.ts';
import { FINE_DISK, FINE_ENGINE } from '../../../test/fakes/fine-diagnosis.ts';
import { diagnose, isSound } from './diagnose.ts';

test('where all is well each check says so', () => {
  expect(wrong({})).toEqual([]);
  expect(isSound(diagnose(FINE))).toBe(true);
  expect(new Set(diagnose(FINE).map(({ check }) => check))).toEqual(
    new Set([
      ...['engine', 'socket', 'limits', 'live-restore', 'clock', 'database', 'state', 'lock'],
      ...['disk', 'state-dir', 'master-key', 'ports', 'memory', 'firewall', 'proxy'],
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

  test('whose server was not able to look at a source for long says so', () => {
    const server = { holder: 'agentpod serve', heldSeconds: 7200, process: 'alive' } as const;
    const sources = [
      { name: 'https://git.example/pods HEAD .', seconds: 1200 },
      { name: 'tenants/', seconds: 30 },
      // Of a server before this one.
      { name: 'old/', seconds: 90_000 },
    ];
    const found = findings(state({ server, sources }));
    expect(found).toContain('ok source: tenants/ is looked at');
    expect(found).toContain(
      'warning source: https://git.example/pods HEAD . was not looked at with success for 20m; the manifests before that are in force',
    );
    expect(found).not.toContain('old/');
    expect(findings(state({ sources }))).not.toContain('source');
  });

  test('that a server of AgentPod works on says so', () => {
    const server = { holder: 'agentpod serve', heldSeconds: 7200, process: 'alive' } as const;
    expect(findings(state({ server }))).toContain(
      'ok serve: agentpod serve keeps everything as its manifests say, for 2h now',
    );
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
    wrong({
      ...{ engine: { failed }, state: { failed }, machine: { failed } },
      ...{ files: { failed }, firewall: { failed } },
    }),
  ).toHaveLength(5);
});
