import { describe, expect, test } from 'vitest';
import { isHealthy } from './finding.ts';
import { judgePod } from './judge-pod.ts';
import type { ContainerLook, PodObservation } from './observation.ts';

const NOW = new Date('2026-11-25T12:00:00Z');
const RUNNING: ContainerLook = {
  state: 'running',
  exitCode: 0,
  oomKilled: false,
  restartCount: 0,
  starting: false,
};
const fine = (path: string) => ({ path, ok: true, message: '200' });
const broken = (path: string, message: string) => ({ path, ok: false, message });
const ENDPOINTS = {
  startup: fine('/startupz'),
  liveness: fine('/healthz'),
  readiness: fine('/readyz'),
};
const HEALTHY: PodObservation = {
  pod: 'acme/agent',
  agent: 'openclaw',
  suspended: false,
  container: RUNNING,
  endpoints: ENDPOINTS,
  gateway: {
    kind: 'answered',
    version: '2026.9.6',
    greetingMs: 30,
    health: { answer: { ok: true } },
    channels: { answer: { channelAccounts: {}, statusIssues: [] } },
  },
  route: { ready: true, reason: 'Verified', message: '' },
  memory: { usedBytes: 100 * 2 ** 20, limitBytes: 2 ** 30 },
  channels: [],
};

/** Status, and what is not fine as `severity check reason`. */
function judged(change: Partial<PodObservation>): readonly string[] {
  const { status, findings } = judgePod({ ...HEALTHY, ...change }, NOW);
  const bad = findings.filter(({ severity }) => severity !== 'ok');
  return [
    status,
    ...bad.map((item) => `${item.severity} ${item.check} ${item.reason}: ${item.message}`),
  ];
}

const without = (...names: (keyof PodObservation)[]): Partial<PodObservation> =>
  Object.fromEntries(
    Object.entries(HEALTHY).filter(([name]) => !names.includes(name as keyof PodObservation)),
  );

/** As it is seen when nobody asked the agent. */
function stopped(change: Partial<ContainerLook>): readonly string[] {
  const rest = without('endpoints', 'gateway', 'route', 'memory');
  const { status, findings } = judgePod(
    { ...(rest as PodObservation), container: { ...RUNNING, ...change } },
    NOW,
  );
  return [status, ...findings.map(({ check, reason }) => `${check} ${reason}`)];
}

describe('a pod', () => {
  test('that answers everywhere is healthy, and says so of each check', () => {
    const { status, findings } = judgePod(HEALTHY, NOW);
    expect(status).toBe('Healthy');
    expect(findings.map(({ check }) => check)).toEqual([
      'container',
      'startup',
      'liveness',
      'readiness',
      'gateway',
      'route',
      'memory',
    ]);
  });

  test('that is suspended and stopped is as it should be', () => {
    const health = judgePod({ ...HEALTHY, suspended: true, container: undefined }, NOW);
    expect(health).toEqual({ pod: 'acme/agent', status: 'Suspended', findings: [] });
    expect(isHealthy(health)).toBe(true);
  });

  test('without a container was never there, or is missing', () => {
    expect(judged({ container: undefined })[1]).toContain('container ContainerMissing');
    expect(judged({ container: undefined, agent: undefined })[1]).toContain('NeverReady');
  });

  test.each([
    [{ state: 'restarting', exitCode: 1 }, 'container Restarting'],
    [{ state: 'paused' }, 'container Paused'],
    [{ state: 'created' }, 'container NotStarted'],
    [{ state: 'exited' }, 'container Stopped'],
    [{ state: 'exited', exitCode: 3 }, 'container Crashed'],
    [{ state: 'exited', exitCode: 137, oomKilled: true }, 'container OutOfMemory'],
    [{ state: 'dead', exitCode: 1 }, 'container Crashed'],
  ] as const)('whose container is %o is unhealthy', (change, finding) => {
    expect(stopped(change)).toEqual(['Unhealthy', finding]);
  });

  test('that does not serve is unhealthy, and starting as long as it may be', () => {
    const endpoints = { ...ENDPOINTS, startup: broken('/startupz', '503 status "starting"') };
    expect(judged({ endpoints })).toEqual([
      'Unhealthy',
      'error startup NotServing: /startupz says: 503 status "starting"',
    ]);
    const starting = judged({ endpoints, container: { ...RUNNING, starting: true } });
    expect(starting[0]).toBe('Starting');
    expect(isHealthy({ status: 'Starting' })).toBe(false);
  });

  test('is unhealthy when it serves and is not ready, however young it is', () => {
    const endpoints = { ...ENDPOINTS, readiness: broken('/readyz', '503') };
    expect(judged({ endpoints, container: { ...RUNNING, starting: true } })).toEqual([
      'Unhealthy',
      'error readiness NotReady: /readyz says: 503',
    ]);
  });

  test('that could not be asked is not called unhealthy', () => {
    const rest = without('endpoints', 'gateway', 'route') as PodObservation;
    const health = judgePod(rest, NOW);
    expect(health.status).toBe('Degraded');
    expect(isHealthy(health)).toBe(true);
  });

  test('is unhealthy when its customers do not reach it', () => {
    const route = { ready: false, reason: 'DnsNotFound', message: 'no address' } as const;
    expect(judged({ route })).toEqual(['Unhealthy', 'error route DnsNotFound: no address']);
  });

  test('that was restarted, or has little memory left, is degraded', () => {
    expect(judged({ container: { ...RUNNING, restartCount: 2 } })[1]).toContain('2 times');
    const near = { usedBytes: 950 * 2 ** 20, limitBytes: 2 ** 30 };
    expect(judged({ memory: near })).toEqual([
      'Degraded',
      expect.stringContaining('memory MemoryNearLimit: 950Mi of 1Gi are in use'),
    ]);
    expect(judged({ memory: { usedBytes: 1, limitBytes: 0 } })[1]).toContain('MemoryUnlimited');
  });
});

describe('a gateway', () => {
  const answered = { ...HEALTHY.gateway, kind: 'answered' } as Extract<
    NonNullable<PodObservation['gateway']>,
    { kind: 'answered' }
  >;

  test('that does not speak its protocol makes the pod unhealthy', () => {
    const gateway = { kind: 'failed', reason: 'GatewayTimeout', message: 'no greeting' } as const;
    expect(judged({ gateway })).toEqual(['Unhealthy', 'error gateway GatewayTimeout: no greeting']);
  });

  test.each([
    [{ greetingMs: 5000 }, 'warning gateway GatewaySlow'],
    [{ health: { failed: 'health: late' } }, 'warning gateway GatewayHealthUnknown: health: late'],
    [{ health: { answer: { ok: false } } }, 'error gateway GatewayUnwell'],
    [{ health: { answer: null } }, 'error gateway GatewayUnwell'],
    [
      { health: { answer: { ok: true, plugins: { errors: [{}] } } } },
      'warning gateway PluginsFailed',
    ],
    [
      { health: { answer: { ok: true, eventLoop: { degraded: true } } } },
      'warning gateway EventLoopDegraded',
    ],
    [
      { health: { answer: { ok: true, modelRuntime: { degraded: true } } } },
      'warning gateway ModelRuntimeDegraded',
    ],
  ])('with %o is told apart', (change, finding) => {
    expect(judged({ gateway: { ...answered, ...change } })[1]).toContain(finding);
  });

  const withChannel = (account: object, issue?: object, channels: readonly string[] = []) => {
    const answer = {
      channelAccounts: { telegram: [{ accountId: 'main', ...account }] },
      statusIssues:
        issue === undefined ? [] : [{ channel: 'telegram', accountId: 'main', ...issue }],
    };
    const gateway = { ...answered, channels: { answer } };
    const { findings } = judgePod({ ...HEALTHY, channels, gateway }, NOW);
    return findings
      .filter(({ check }) => check === 'channel')
      .map((item) => `${item.severity} ${item.about} ${item.reason}: ${item.message}`);
  };

  test.each([
    [
      { running: true, connected: true, lastInboundAt: NOW.getTime() - 300_000 },
      'ok telegram/main ChannelReady: last message 5m ago',
    ],
    [{ running: true, lastInboundAt: null }, 'ok telegram/main ChannelReady: no message since'],
    [{ configured: false, running: false }, 'error telegram/main ChannelNotConfigured'],
    [{ linked: false, running: false }, 'error telegram/main ChannelNotLinked'],
    [
      { running: false, lastError: '401 Unauthorized' },
      'error telegram/main ChannelNotRunning: it does not run: 401 Unauthorized',
    ],
    [{ running: true, connected: false }, 'error telegram/main ChannelDisconnected'],
  ])('whose channel account is %o says so', (account, words) => {
    expect(withChannel(account)).toEqual([expect.stringContaining(words)]);
  });

  test('that finds something wrong with an account is believed', () => {
    const issue = { kind: 'auth', message: 'the token is revoked', fix: 'make another' };
    expect(withChannel({ running: true, connected: true }, issue)).toEqual([
      'error telegram/main ChannelIssue: the token is revoked; make another',
    ]);
  });

  test('never shows a token that a channel complains with', () => {
    const lastError = 'getMe failed for 123456789:AAbbCCddEEffGGhhIIjjKKllMMnnOOppQQr';
    expect(withChannel({ running: false, lastError }).join()).not.toContain('AAbbCC');
  });

  test('leaves an account alone that is switched off', () => {
    expect(withChannel({ enabled: false, running: false })).toEqual([]);
  });

  test('that lacks a channel of its config is caught', () => {
    expect(withChannel({ running: true }, undefined, ['telegram', 'whatsapp'])).toEqual([
      expect.stringContaining('ok telegram/main'),
      expect.stringContaining('error whatsapp ChannelAbsent'),
    ]);
  });

  test.each([[null], [{ channelAccounts: 3 }], ['text']])(
    'that describes its channels as %o is not understood, and not guessed at',
    (answer) => {
      const gateway = { ...answered, channels: { answer } };
      expect(judged({ gateway })[1]).toContain('warning channel ChannelsUnknown');
    },
  );
});
