import { inspect } from 'node:util';
import { DrizzleQueryError } from 'drizzle-orm/errors';
import { describe, expect, it } from 'vitest';
import { AgentPodError } from '../../core/model/errors.ts';
import { toStateError, withStateErrors } from './errors.ts';

const failure = (fields: Record<string, unknown>, message = 'words') =>
  Object.assign(new Error(message), fields);

describe('a database failure', () => {
  it.each([
    [{ code: 'ECONNREFUSED' }, 'Transient', 'StateUnreachable'],
    [{ code: 'ENOTFOUND' }, 'Transient', 'StateUnreachable'],
    [{ code: '57P01' }, 'Transient', 'StateUnreachable'],
    [{ code: '08006' }, 'Transient', 'StateUnreachable'],
    [{ code: '28P01' }, 'InvalidInput', 'StateForbidden'],
    [{ code: '42501' }, 'InvalidInput', 'StateForbidden'],
    [{ code: '40P01' }, 'Transient', 'StateBusy'],
    [{ code: '3D000' }, 'InvalidInput', 'StateMissing'],
    [{ code: '25006' }, 'InvalidInput', 'StateReadOnly'],
    [{ code: '53100' }, 'Transient', 'StateFull'],
    [{ code: '53300' }, 'Transient', 'StateBusy'],
    [{ code: '23505', constraint: 'port_leases_pkey' }, 'Conflict', 'LeaseTaken'],
    [{ code: '23505', constraint: 'tenants_subnet_key' }, 'Conflict', 'LeaseTaken'],
    [{ code: '23505', constraint: 'pods_tenant_id_name_key' }, 'Conflict', 'RecordTaken'],
    [{ code: '23503', constraint: 'pods_tenant_id_fkey' }, 'Conflict', 'TenantInUse'],
    [{ code: '22P02' }, 'Transient', 'StateError'],
    [{}, 'Transient', 'StateError'],
  ])('%o is %s %s', (fields, kind, reason) => {
    expect(toStateError(failure(fields))).toMatchObject({ failure: kind, reason });
  });

  it.each([
    ['Connection terminated unexpectedly', 'StateUnreachable'],
    ['timeout exceeded when trying to connect', 'StateUnreachable'],
    ['The server does not support SSL connections', 'StateForbidden'],
    ['self-signed certificate', 'StateForbidden'],
  ])('without a code goes by its words: %s', (message, reason) => {
    expect(toStateError(new Error(message)).reason).toBe(reason);
  });

  it('is found behind the wrapper, whose statement and parameters are dropped', () => {
    const wrapped = new DrizzleQueryError('select $1', ['s3cret'], failure({ code: 'ECONNRESET' }));
    const error = toStateError(wrapped);
    expect(error.reason).toBe('StateUnreachable');
    expect(inspect(error, { depth: 9 })).not.toContain('s3cret');
  });

  it('passes on the hint that a migration of ours gave', () => {
    const error = toStateError(failure({ code: '42501', hint: 'have an administrator run: x' }));
    expect(error.hint).toBe('have an administrator run: x');
  });

  it('with several addresses tells about the first', () => {
    const several = Object.assign(new AggregateError([new Error('connect 127.0.0.1:1')]), {
      code: 'ECONNREFUSED',
    });
    expect(toStateError(several).message).toContain('connect 127.0.0.1:1');
  });

  it('that is already one of ours passes unchanged', async () => {
    const own = new AgentPodError('Conflict', 'LockHeld', 'held');
    await expect(withStateErrors(() => Promise.reject(own))).rejects.toBe(own);
  });
});
