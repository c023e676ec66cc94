import type { Context } from 'hono';
import { AgentPodError, type FailureClass, ManifestError } from '../../core/model/errors.ts';
import { ManifestChanged } from '../../engine/changes/manifest-changed.ts';

interface MoreOfProblem {
  readonly hint?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly fields?: Readonly<Record<string, unknown>>;
}

/** Why a request gets no answer, in RFC 9457's form. */
export class Problem extends Error {
  readonly status: 400 | 401 | 403 | 404 | 405 | 409 | 413 | 415 | 422 | 429 | 500 | 503;
  readonly reason: string;
  readonly hint: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
  /** Further fields of the answer. */
  readonly fields: Readonly<Record<string, unknown>>;

  constructor(status: Problem['status'], reason: string, detail: string, more: MoreOfProblem = {}) {
    super(detail);
    this.status = status;
    this.reason = reason;
    this.hint = more.hint;
    this.headers = more.headers ?? {};
    this.fields = more.fields ?? {};
  }
}

const TITLES: Readonly<Record<Problem['status'], string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  409: 'Conflict',
  413: 'Content Too Large',
  415: 'Unsupported Media Type',
  422: 'Unprocessable Content',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
};

/** No request names anything that could be invalid input for what is behind: that is ours to mend. */
const STATUS: Readonly<Record<FailureClass, Problem['status']>> = {
  InvalidInput: 500,
  Conflict: 409,
  Transient: 503,
  Waiting: 503,
};

/** What whoever asked has to mend, in words that hold nothing secret. */
const CALLERS_MATTER: Readonly<Record<string, Problem['status']>> = {
  NotEditable: 409,
  ManifestUnwritable: 409,
  LockHeld: 409,
  EditFailed: 409,
  ManifestChanged: 409,
  PlanChanged: 409,
  NotAcceptable: 409,
  NoDrift: 409,
  NotApplied: 409,
  PodSuspended: 409,
  PodNotRunning: 409,
  PodNotReady: 409,
  PodHasNoHost: 409,
  NoContainer: 409,
  OwnerLinkUnavailable: 409,
  NotFound: 404,
  Usage: 400,
};

export function answerProblem(context: Context, problem: Problem): Response {
  const { status, reason, message, hint, headers, fields } = problem;
  const body = {
    type: 'about:blank',
    title: TITLES[status],
    status,
    detail: message,
    reason,
    ...(hint === undefined ? {} : { hint }),
    ...fields,
  };
  return context.body(JSON.stringify(body), status, {
    'Content-Type': 'application/problem+json',
    ...headers,
  });
}

export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  // What is not ours to explain may hold anything: it is for the log alone.
  if (!(error instanceof AgentPodError)) {
    return new Problem(500, 'Unexpected', 'something went wrong; the server has logged what');
  }
  const known = asCallersProblem(error);
  if (known !== undefined) return known;
  const status = STATUS[error.failure];
  const headers = status === 503 ? { 'Retry-After': '5' } : {};
  if (status === 500) {
    return new Problem(500, error.reason, 'the server cannot look; it has logged why');
  }
  const wait = 'the state or the Engine cannot be reached just now';
  return new Problem(status, error.reason, wait, { headers });
}

function asCallersProblem(error: AgentPodError): Problem | undefined {
  if (error instanceof ManifestError) {
    const { message, diagnostics } = error;
    const hint = 'mend what stands in diagnostics; nothing was written';
    return new Problem(422, 'InvalidManifest', message, { hint, fields: { diagnostics } });
  }
  const status = Object.hasOwn(CALLERS_MATTER, error.reason)
    ? CALLERS_MATTER[error.reason]
    : undefined;
  if (status === undefined) return undefined;
  return new Problem(status, error.reason, error.message, {
    ...(error.hint === undefined ? {} : { hint: error.hint }),
    ...(error instanceof ManifestChanged ? { fields: nowOf(error) } : {}),
  });
}

/** So that whoever changed it can show both and merge them by hand. */
function nowOf({ file, now }: ManifestChanged) {
  return now === undefined ? { file, hash: null } : { file, hash: now.hash, text: now.text };
}
