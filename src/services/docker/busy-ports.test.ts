import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { canBind, listeningPorts, parseListening } from './busy-ports.ts';

describe('ports that are taken on this machine', () => {
  it('are read from the kernel’s table, and only those that listen', () => {
    const table = [
      '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid',
      '   0: 0100007F:4E20 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0',
      '   1: 010011AC:9992 030011AC:4965 06 00000000:00000000 03:00000FED 00000000     0',
      ' 112: 00000000000000000000000001000000:1F90 00000000000000000000000000000000:0000 0A 0',
    ].join('\n');
    expect(parseListening(table)).toEqual([20_000, 8080]);
  });

  it('are none in a table that is empty', () => {
    expect(parseListening('')).toEqual([]);
  });

  it('include one that something listens on', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as { port: number };

    expect(await listeningPorts({ first: port, last: port })).toEqual([port]);
    expect(await canBind(port)).toBe(false);

    await new Promise((resolve) => server.close(resolve));
    expect(await canBind(port)).toBe(true);
  });
});
