import { EventEmitter } from 'node:events';
import pg from 'pg';
import { expect, it } from 'vitest';
import { overConnection } from './postgres.ts';

/** A connection that is up, and breaks when something is first asked over it. */
class Breaking extends EventEmitter {
  connect(done: (error?: Error) => void): void {
    done();
  }

  async query(): Promise<never> {
    throw new Error('Client has encountered a connection error and is not queryable');
  }

  end(done: () => void): void {
    done();
  }
}

it('a connection that breaks before its transaction began keeps no pool from ending', async () => {
  const pool = new pg.Pool({ Client: Breaking as unknown as typeof pg.Client });
  const db = overConnection(pool);
  await expect(db.transaction(async () => 1)).rejects.toThrow();
  expect([pool.totalCount, pool.idleCount]).toEqual([0, 0]);
  await pool.end();
});
