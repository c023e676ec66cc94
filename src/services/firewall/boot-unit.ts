import { access, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runProgram } from '../secrets/run-program.ts';
import { rulesPath } from './rules-file.ts';

/**
 * A systemd unit that loads the rules before Docker starts a container, so that a reboot leaves no
 * moment without them. Where there is no systemd, or its units cannot be written, the next pass is
 * what brings the rules back.
 */
export interface BootUnit {
  readonly instance: string;
  readonly stateDir: string;
  /** The machine's root folder; another one for tests. */
  readonly root: string;
}

const LIMITS = { timeoutMs: 20_000, maxBytes: 1024 * 1024 };
const PATH = '/usr/local/sbin:/usr/sbin:/sbin:/usr/bin:/bin';

function unitName(instance: string): string {
  return `agentpod-egress-${instance}.service`;
}

/** Wanted and not required by Docker: a machine without containers would be worse than the window. */
function unitText({ instance, stateDir }: BootUnit): string {
  // A percent sign begins a specifier.
  const rules = rulesPath(stateDir).replaceAll('%', '%%');
  return `# Written by AgentPod.
[Unit]
Description=Egress rules of AgentPod ${instance}
DefaultDependencies=no
After=local-fs.target
Before=docker.service
ConditionPathExists=${rules}

[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/usr/sbin/nft -f "${rules}"

[Install]
WantedBy=docker.service
`;
}

export async function installBootUnit(unit: BootUnit): Promise<void> {
  if (!(await exists(join(unit.root, 'run/systemd/system')))) return;
  const path = unitPath(unit);
  const text = unitText(unit);
  try {
    if ((await readFile(path, 'utf8').catch(() => '')) === text) return;
    await mkdir(join(path, '..'), { recursive: true });
    await writeFile(path, text);
    await systemctl(unit, 'enable');
  } catch {
    // An image-based system: its units are not ours to write.
  }
}

export async function removeBootUnit(unit: BootUnit): Promise<void> {
  if (!(await exists(unitPath(unit)))) return;
  await systemctl(unit, 'disable');
  await rm(unitPath(unit), { force: true });
}

function unitPath({ root, instance }: BootUnit): string {
  return join(root, 'etc/systemd/system', unitName(instance));
}

async function systemctl({ root, instance }: BootUnit, verb: 'enable' | 'disable'): Promise<void> {
  const elsewhere = root === '/' ? [] : [`--root=${root}`];
  const args = [...elsewhere, '--quiet', verb, unitName(instance)];
  await runProgram({ program: 'systemctl', args, directory: '/', env: { PATH } }, LIMITS);
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
