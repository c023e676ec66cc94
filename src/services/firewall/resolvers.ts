import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Which name servers pods end up asking: the Engine's own setting, else the host's, as Docker chooses. */

/** What Docker falls back to where a host has none that a container could reach. */
const FALLBACK = ['8.8.8.8', '8.8.4.4'];

const IPV4 = /^\d{1,3}(\.\d{1,3}){3}$/;

/** `root` is the folder that the host's files are below. */
export async function podResolvers(root: string): Promise<readonly string[]> {
  const own = declared(await text(join(root, 'etc/docker/daemon.json')));
  if (own.length > 0) return own;
  const host = reachable(await text(join(root, 'etc/resolv.conf')));
  if (host.length > 0) return host;
  // A stub on the loopback: Docker then reads what the stub itself asks.
  const behind = reachable(await text(join(root, 'run/systemd/resolve/resolv.conf')));
  return behind.length > 0 ? behind : FALLBACK;
}

function declared(json: string): string[] {
  try {
    const { dns } = JSON.parse(json) as { readonly dns?: unknown };
    return Array.isArray(dns) ? usable(dns.map(String)) : [];
  } catch {
    return [];
  }
}

function reachable(resolvConf: string): string[] {
  const lines = resolvConf.split('\n').map((line) => line.trim().split(/\s+/));
  return usable(lines.flatMap(([key, value]) => (key === 'nameserver' && value ? [value] : [])));
}

function usable(addresses: readonly string[]): string[] {
  return [...new Set(addresses)]
    .filter((item) => IPV4.test(item) && !item.startsWith('127.'))
    .sort();
}

async function text(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch {
    return '';
  }
}
