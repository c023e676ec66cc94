import { readFile, stat } from 'node:fs/promises';
import type { EngineRoad } from '../../core/doctor/observation.ts';
import type { EngineHost } from '../docker/host.ts';

/** How the Engine is reached, and who else may: whoever does is root on its machine. */
export async function engineRoad({ address, options }: EngineHost): Promise<EngineRoad> {
  if (options.socketPath !== undefined) return socketRoad(address, options.socketPath);
  if (options.protocol === 'ssh') return { kind: 'ssh', address };
  const host = options.host ?? '';
  const loopback = host === 'localhost' || host === '[::1]' || host.startsWith('127.');
  return { kind: 'tcp', address, tls: options.protocol === 'https', loopback };
}

async function socketRoad(address: string, path: string): Promise<EngineRoad> {
  try {
    const { mode, uid, gid } = await stat(path);
    const [users, groups] = await Promise.all([entries('/etc/passwd'), entries('/etc/group')]);
    const group = groups.find(([, , id]) => id === String(gid));
    const first = users.filter(([, , , id]) => id === String(gid)).map(([name]) => name);
    const further = group?.[3]?.split(',') ?? [];
    return {
      kind: 'socket',
      address,
      mode: mode & 0o777,
      owner: users.find(([, , id]) => id === String(uid))?.[0] ?? `uid ${uid}`,
      group: group?.[0] ?? `gid ${gid}`,
      members: [...new Set([...first, ...further])].filter((name) => name !== '').sort(),
    };
  } catch {
    return { kind: 'missing', address };
  }
}

/** Lines of `name:x:id:…`. */
async function entries(file: string): Promise<readonly (readonly [string, ...string[]])[]> {
  const lines = (await readFile(file, 'utf8')).split('\n');
  return lines.map((line) => {
    const [name = '', ...rest] = line.trim().split(':');
    return [name, ...rest];
  });
}
