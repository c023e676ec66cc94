/** The one place where what PostgreSQL and its driver say becomes a failure that a user can act on. */
import { AgentPodError, type FailureClass } from '../../core/model/errors.ts';
import { CONSTRAINT } from './schema.ts';

interface Failure {
  readonly failure: FailureClass;
  readonly reason: string;
  readonly message: (detail: string) => string;
  readonly hint?: string;
}

const UNREACHABLE: Failure = {
  failure: 'Transient',
  reason: 'StateUnreachable',
  message: (detail) => `the state database does not answer: ${detail}`,
  hint: 'check that PostgreSQL runs and, where DATABASE_URL is set, that it names the server',
};

const FORBIDDEN: Failure = {
  failure: 'InvalidInput',
  reason: 'StateForbidden',
  message: (detail) => `the state database refuses access: ${detail}`,
  hint: 'check user and password in DATABASE_URL; the first start needs the right to create a schema',
};

/** The server's list of who may connect holds this login for encrypted connections only. */
const TLS_WANTED: Failure = {
  ...FORBIDDEN,
  hint: 'the server may want TLS: set sslmode=require or sslmode=verify-full in DATABASE_URL',
};

const READ_ONLY: Failure = {
  failure: 'InvalidInput',
  reason: 'StateReadOnly',
  message: (detail) => `the state database takes no writes: ${detail}`,
  hint: 'point DATABASE_URL at the primary server',
};

const FULL: Failure = {
  failure: 'Transient',
  reason: 'StateFull',
  message: (detail) => `the state database has no room left: ${detail}`,
  hint: 'free disk space where PostgreSQL keeps its data',
};

const BUSY: Failure = {
  failure: 'Transient',
  reason: 'StateBusy',
  message: (detail) => `another process keeps the state database busy: ${detail}`,
  hint: 'try again in a moment',
};

const LEASE_TAKEN: Failure = {
  failure: 'Conflict',
  reason: 'LeaseTaken',
  message: (detail) => `another writer leased it first: ${detail}`,
  hint: 'run the command again; it plans with what is free now',
};

const RECORD_TAKEN: Failure = {
  failure: 'Conflict',
  reason: 'RecordTaken',
  message: (detail) => `another writer recorded it first: ${detail}`,
  hint: 'run the command again',
};

const TENANT_IN_USE: Failure = {
  failure: 'Conflict',
  reason: 'TenantInUse',
  message: () => 'the tenant still has pods on record',
  hint: 'delete its pods first',
};

const NAME_TAKEN: Failure = {
  failure: 'Conflict',
  reason: 'NameTaken',
  message: () => 'something is called so already',
  hint: 'choose another name',
};

const OTHER: Failure = {
  failure: 'Transient',
  reason: 'StateError',
  message: (detail) => `the state database failed: ${detail}`,
};

/** SQLSTATE codes and Node's codes; a code's class (its first two characters) where it is not listed. */
const BY_CODE: Readonly<Record<string, Failure>> = {
  ECONNREFUSED: UNREACHABLE,
  ECONNRESET: UNREACHABLE,
  EHOSTUNREACH: UNREACHABLE,
  ENETUNREACH: UNREACHABLE,
  ENOENT: UNREACHABLE,
  ENOTFOUND: UNREACHABLE,
  EAI_AGAIN: UNREACHABLE,
  EPIPE: UNREACHABLE,
  ETIMEDOUT: UNREACHABLE,
  EACCES: FORBIDDEN,
  '08': UNREACHABLE,
  '25006': READ_ONLY,
  '28': FORBIDDEN,
  '3D000': {
    failure: 'InvalidInput',
    reason: 'StateMissing',
    message: (detail) => `the state database is not there: ${detail}`,
    hint: 'create the database, or correct its name in DATABASE_URL',
  },
  '40P01': BUSY,
  '42501': FORBIDDEN,
  '53100': FULL,
  '53300': BUSY,
  '55P03': BUSY,
  '57P01': UNREACHABLE,
  '57P02': UNREACHABLE,
  '57P03': UNREACHABLE,
};

const BY_CONSTRAINT: Readonly<Record<string, Failure>> = {
  [CONSTRAINT.portLease]: LEASE_TAKEN,
  [CONSTRAINT.addressLease]: LEASE_TAKEN,
  [CONSTRAINT.tenantSubnet]: LEASE_TAKEN,
  [CONSTRAINT.tenantKey]: RECORD_TAKEN,
  [CONSTRAINT.tenantName]: RECORD_TAKEN,
  [CONSTRAINT.podKey]: RECORD_TAKEN,
  [CONSTRAINT.podName]: RECORD_TAKEN,
  [CONSTRAINT.podTenant]: TENANT_IN_USE,
  [CONSTRAINT.apiTokenName]: NAME_TAKEN,
};

/** Driver errors that carry no code: a connection that never came up, or broke. */
const CONNECTION_WORDS = /connection terminated|timeout|not queryable|connection error/i;
const NO_ENCRYPTION = /no encryption|SSL off/i;
const TLS_WORDS = /SSL|certificate|self.signed/i;

/** Runs database work; every failure comes out as an `AgentPodError`. */
export async function withStateErrors<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw toStateError(error);
  }
}

export function toStateError(error: unknown): AgentPodError {
  if (error instanceof AgentPodError) return error;
  const source = innermost(error);
  const { failure, reason, message, hint: usual } = classify(source);
  // Ours, from a migration: it knows better what is to be done.
  const hint = text(source, 'code') === '42501' ? text(source, 'hint') || usual : usual;
  return new AgentPodError(failure, reason, message(describe(source)), {
    // Not the wrapper: it repeats the statement with every parameter.
    cause: source,
    ...(hint === undefined ? {} : { hint }),
  });
}

function classify(error: unknown): Failure {
  const constraint = BY_CONSTRAINT[text(error, 'constraint')];
  if (constraint !== undefined) return constraint;
  const code = text(error, 'code');
  const words = text(error, 'message');
  if (code === '28000' && NO_ENCRYPTION.test(words)) return TLS_WANTED;
  const known = BY_CODE[code] ?? BY_CODE[code.slice(0, 2)];
  if (known !== undefined) return known;
  if (TLS_WORDS.test(words) || /^ERR_TLS|CERT/.test(code)) return TLS_REFUSED;
  return CONNECTION_WORDS.test(words) ? UNREACHABLE : OTHER;
}

const TLS_REFUSED: Failure = {
  failure: 'InvalidInput',
  reason: 'StateForbidden',
  message: (detail) => `no encrypted connection to the state database: ${detail}`,
  hint: 'set sslmode (disable, require, verify-full) and sslrootcert in DATABASE_URL',
};

function describe(error: unknown): string {
  const first = error instanceof AggregateError ? error.errors[0] : error;
  return text(first, 'detail') || text(first, 'message') || text(error, 'code') || String(first);
}

/** drizzle wraps; a failed connect to several addresses is an `AggregateError` with a code. */
function innermost(error: unknown): unknown {
  const wraps =
    error instanceof Error && error.cause instanceof Error && text(error, 'code') === '';
  return wraps ? innermost(error.cause) : error;
}

function text(error: unknown, field: string): string {
  if (typeof error !== 'object' || error === null) return '';
  const value: unknown = Reflect.get(error, field);
  return typeof value === 'string' ? value : '';
}
