import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import pLimit from 'p-limit';

export interface PortRange {
  /** Inclusive. */
  readonly first: number;
  /** Inclusive. */
  readonly last: number;
}

const TABLES = ['/proc/net/tcp', '/proc/net/tcp6'] as const;

/** Ports in the range on which something on this machine listens, ours and Docker's included. */
export async function listeningPorts(range: PortRange): Promise<readonly number[]> {
  try {
    const tables = await Promise.all(TABLES.map(readTable));
    return tables.flatMap(parseListening).filter((port) => inRange(port, range));
  } catch {
    return tryToBind(range);
  }
}

export function inRange(port: number, range: PortRange): boolean {
  return port >= range.first && port <= range.last;
}

async function readTable(file: string): Promise<string> {
  try {
    return await readFile(file, 'latin1');
  } catch (error) {
    // A kernel without IPv6 has no second table; without the first there is nothing to go by.
    if (file === TABLES[0]) throw error;
    return '';
  }
}

/** `  0: 0100007F:1F90 00000000:0000 0A …`: number, local and remote address, state 0A = listening. */
const LISTENING = /^ *\d+: [\dA-F]+:([\dA-F]{4}) [\dA-F]+:[\dA-F]{4} 0A /gm;

export function parseListening(table: string): number[] {
  return Array.from(table.matchAll(LISTENING), ([, port]) => Number.parseInt(port ?? '', 16));
}

/** Where there are no such tables (macOS): a port that cannot be bound is busy. */
async function tryToBind(range: PortRange): Promise<number[]> {
  const limit = pLimit(64);
  const ports = Array.from({ length: range.last - range.first + 1 }, (_, i) => range.first + i);
  const busy = await Promise.all(
    ports.map((port) => limit(async () => ((await canBind(port)) ? [] : [port]))),
  );
  return busy.flat();
}

export function canBind(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      server.close(() => resolve(true));
    });
  });
}
