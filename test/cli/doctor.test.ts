import { beforeEach, expect, test } from 'vitest';
import { AgentPodError } from '../../src/core/model/errors.ts';
import { FINE_ENGINE } from '../fakes/fine-diagnosis.ts';
import { CliBench } from './cli-run.ts';

let cli: CliBench;

beforeEach(async () => {
  cli = await CliBench.open();
  return () => cli[Symbol.asyncDispose]();
});

test('where all is well it says so, check by check', async () => {
  const { code, stdout, stderr } = await cli.run(['doctor']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toContain('ok       engine: Docker 28.2.2 at unix:///var/run/docker.sock\n');
  expect(stdout).toMatch(/\n\nAll is well\.\n$/);
});

test('a warning comes with what to do, and is no failure', async () => {
  const engine = async () => ({ ...FINE_ENGINE, liveRestore: false });
  cli.diagnosis = { ...cli.diagnosis, engine };
  const { code, stdout } = await cli.run(['doctor']);
  expect(code).toBe(0);
  expect(stdout).toContain('warning  live-restore: a restart or an upgrade of Docker stops every');
  expect(stdout).toContain('\n         hint: put {"live-restore": true} into /etc/docker/daemon');
  expect(stdout).toContain('0 errors, 1 warning.');
});

test('works without Engine and database, and fails', async () => {
  const refuse = async (): Promise<never> => {
    throw new AgentPodError('Transient', 'EngineUnreachable', 'nobody is there', { hint: 'start' });
  };
  cli.diagnosis = { ...cli.diagnosis, engine: refuse, state: refuse };
  const { code, stdout } = await cli.run(['doctor', '-o', 'json']);
  expect(code).toBe(1);
  const report = JSON.parse(stdout);
  expect(report).toMatchObject({ kind: 'DoctorReport', ok: false });
  const errors = report.items.filter((item: { severity: string }) => item.severity === 'error');
  expect(errors).toEqual([
    { check: 'engine', severity: 'error', message: 'nobody is there', hint: 'start' },
    { check: 'database', severity: 'error', message: 'nobody is there', hint: 'start' },
  ]);
  expect(report.items.map((item: { check: string }) => item.check)).toContain('disk');
});

test('opens no state of its own, which would make one', async () => {
  cli.onOpen = () => {
    throw new Error('opened');
  };
  expect((await cli.run(['doctor'])).code).toBe(0);
});

test('what others named cannot drive the terminal, and fits it', async () => {
  const name = 'evil\u001b[2J';
  const publish = [{ hostIp: '0.0.0.0', hostPort: 1 }];
  const container = { name, publish, ours: false, entry: false, helper: false };
  const rest = { role: undefined, state: 'running', ageSeconds: 1, memoryLimitBytes: 1 } as const;
  const engine = async () => ({ ...FINE_ENGINE, containers: [{ ...container, ...rest }] });
  cli.diagnosis = { ...cli.diagnosis, engine };
  const { stdout } = await cli.run(['doctor', '--no-color'], { columns: 60 });
  expect(stdout).not.toContain('\u001b');
  expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(60);
});

test('other forms of output are refused', async () => {
  expect((await cli.run(['doctor', '-o', 'yaml'])).code).toBe(2);
});
