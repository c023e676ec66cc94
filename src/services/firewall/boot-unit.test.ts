import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { installBootUnit, removeBootUnit } from './boot-unit.ts';

const NAME = 'agentpod-egress-blue.service';
const missing = existsSync('/usr/bin/systemctl') ? undefined : '(skipped: no systemctl)';

describe.skipIf(missing)(`the unit that loads the rules at boot ${missing ?? ''}`, () => {
  let root: string;
  const unit = () => ({ instance: 'blue', stateDir: '/var/lib/agentpod-blue', root });
  const wanted = () => join(root, 'etc/systemd/system/docker.service.wants', NAME);
  const file = () => join(root, 'etc/systemd/system', NAME);

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'agentpod-root-'));
  });
  afterEach(() => rmSync(root, { recursive: true }));

  it('is wanted by Docker, is one that systemd takes, and goes again', async () => {
    mkdirSync(join(root, 'run/systemd/system'), { recursive: true });
    await installBootUnit(unit());
    expect(existsSync(file())).toBe(true);
    expect(() => execFileSync('test', ['-L', wanted()])).not.toThrow();
    await removeBootUnit(unit());
    expect(existsSync(file())).toBe(false);
    expect(() => execFileSync('test', ['-L', wanted()])).toThrow();
  });

  it('is not made where systemd does not run', async () => {
    await installBootUnit(unit());
    expect(existsSync(file())).toBe(false);
    await removeBootUnit(unit());
  });
});
