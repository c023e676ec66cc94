import { inspect } from 'node:util';
import pg from 'pg';
import { describe, expect, it, vi } from 'vitest';
import { externalServer, overConnection } from './postgres.ts';

const BASE = 'postgresql://user:pa55@db.example.com:6432/state';

const refusal = (url: string): unknown => {
  try {
    return externalServer(url);
  } catch (error) {
    return error;
  }
};

describe('DATABASE_URL', () => {
  it.each([
    [BASE, 'db.example.com', 6432],
    ['postgres://user@/state?host=/run/postgresql', '/run/postgresql', 5432],
    [`${BASE}?application_name=x`, 'db.example.com', 6432],
  ])('is read: %s', (url, host, port) => {
    const client = new pg.Client(externalServer(url));
    expect([client.host, client.port, client.database]).toEqual([host, port, 'state']);
  });

  it.each([
    ['disable', false],
    ['require', { rejectUnauthorized: false }],
    ['verify-full', {}],
  ])('takes sslmode=%s as libpq does', (mode, ssl) => {
    expect(new pg.Client(externalServer(`${BASE}?sslmode=${mode}`)).ssl).toEqual(ssl);
  });

  it.each(['', 'mysql://user:pa55@host/db', 'postgresql://user:pa55@ho st:x/db', 'user:pa55@host'])(
    'is refused without showing the password: %s',
    (url) => {
      const error = refusal(url);
      expect(error).toMatchObject({ failure: 'InvalidInput', reason: 'DatabaseUrlInvalid' });
      expect(inspect(error, { depth: 9 })).not.toContain('pa55');
    },
  );
});

it('a transaction that cannot begin gives its connection back', async () => {
  const pool = new pg.Pool();
  const release = vi.fn();
  const query = () => Promise.reject(new Error('not queryable'));
  pool.connect = async () => ({ query, release }) as never;
  const done = overConnection(pool).transaction(async () => expect.fail('it did not begin'));
  await expect(done).rejects.toThrow();
  expect(release).toHaveBeenCalledOnce();
});
