import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import type { FiringAlert } from '../../src/core/alerts/alert.ts';
import { CliBench } from './cli-run.ts';

let cli: CliBench;
beforeEach(async () => {
  cli = await CliBench.open();
  return () => cli[Symbol.asyncDispose]();
});

async function tell(): Promise<void> {
  const now = cli.world.workspace.clock.now().getTime();
  const alert: FiringAlert = {
    key: 'failing pod/acme/agent',
    type: 'failing',
    severity: 'critical',
    subject: 'pod/acme/agent',
    message: '3 failures in a row',
    since: now - 60_000,
    firedAt: now - 30_000,
    toldAt: now - 30_000,
    repeats: 0,
    receivers: ['ops'],
  };
  const deliveries = [
    { id: 'msg_1', receiver: 'ops' },
    { id: 'msg_2', receiver: 'phone' },
  ];
  const { alerts } = cli.world.store;
  await alerts.record([{ notice: { state: 'firing', alert, at: now - 30_000 }, deliveries }]);
  await alerts.sent('msg_1', now - 20_000);
  await alerts.failed('msg_2', { message: 'gone', at: now, nextTryAt: undefined });
}

test('the list says what goes on, and how receivers are reached', async () => {
  expect(await cli.run(['alerts', 'list'])).toMatchObject({ code: 0, stdout: '' });
  await tell();
  const { stdout } = await cli.run(['alerts', 'list'], { columns: 120 });
  expect(stdout).toMatch(/firing +critical +failing +pod\/acme\/agent +60s +3 failures in a row/);
  expect(stdout).toMatch(/ops +0 +1 +0 +20s/);
  expect(stdout).toMatch(/phone +0 +0 +1 +gone/);
  const { stdout: json } = await cli.run(['alerts', 'list', '-o', 'json']);
  expect(JSON.parse(json)).toMatchObject({
    kind: 'AlertList',
    items: [{ state: 'firing', type: 'failing', resolved: null }],
    metadata: {
      receivers: [
        { name: 'ops', sent: 1 },
        { name: 'phone', dead: 1 },
      ],
    },
  });
});

test('what was given up is listed', async () => {
  expect((await cli.run(['alerts', 'dead'])).stderr).toContain('Every message was delivered');
  await tell();
  const { stdout } = await cli.run(['alerts', 'dead'], { columns: 120 });
  expect(stdout).toMatch(/phone +firing +failing +pod\/acme\/agent +1 +0s +gone/);
  const { stdout: json } = await cli.run(['alerts', 'dead', '-o', 'json']);
  expect(JSON.parse(json).items).toMatchObject([{ id: 'msg_2', receiver: 'phone', error: 'gone' }]);
});

const FILE = `apiVersion: agentpod.dev/v1alpha1
kind: Alerts
receivers:
  - name: inside
    webhook: {url: http://127.0.0.1:9/}
`;

test.each([
  [['inside'], 2, '--alerts alerts.yaml'],
  [['inside', '--alerts', 'absent.yaml'], 3, 'absent.yaml:1:1: error: the file cannot be read'],
  [['insid', '--alerts', 'alerts.yaml'], 1, 'did you mean inside?'],
  [['inside', '--alerts', 'alerts.yaml'], 1, 'inside: 127.0.0.1 is at an address that is not'],
  [['inside', '--alerts', 'broken.yaml'], 3, 'broken.yaml:3:1: error: reciever'],
] as const)('alerts test %j ends with %i', async (argv, code, words) => {
  await writeFile(join(cli.folder, 'alerts.yaml'), FILE);
  await writeFile(join(cli.folder, 'broken.yaml'), FILE.replace('receivers', 'recievers'));
  const ran = await cli.run(['alerts', 'test', ...argv]);
  expect(ran.stderr).toContain(words);
  expect(ran.code).toBe(code);
});
