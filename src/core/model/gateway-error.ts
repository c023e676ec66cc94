import { AgentPodError, type FailureClass } from './errors.ts';

/** What kept a gateway from answering, as far as the next decision depends on it. */
export type GatewayFailure =
  /** Nobody listens there, or the connection broke. */
  | { readonly reason: 'GatewayUnreachable' }
  | { readonly reason: 'GatewayTimeout' }
  /** Something answered that does not speak the gateway's protocol. */
  | { readonly reason: 'ProtocolBroken' }
  /** The gateway's own refusal, e.g. `PAIRING_REQUIRED`; `retryAfterMs` while it starts. */
  | { readonly reason: 'GatewayRefused'; readonly code: string; readonly retryAfterMs?: number }
  /** Before the protocol began: a proxy's 404 or 502, the gateway's 403. */
  | { readonly reason: 'UpgradeRefused'; readonly status: number; readonly body: string }
  /** `problem` is OpenSSL's name, e.g. `CERT_HAS_EXPIRED`. */
  | {
      readonly reason: 'CertificateUntrusted';
      readonly problem: string;
      readonly issuer: string;
    }
  /** Too much is under way on this session. */
  | { readonly reason: 'GatewayBusy' };

export class GatewayError extends AgentPodError {
  readonly detail: GatewayFailure;

  constructor(
    detail: GatewayFailure,
    message: string,
    options: { readonly hint?: string; readonly cause?: unknown } = {},
  ) {
    super(classOf(detail), detail.reason, message, options);
    this.name = 'GatewayError';
    this.detail = detail;
  }
}

function classOf(detail: GatewayFailure): FailureClass {
  if (detail.reason !== 'GatewayRefused') return 'Transient';
  return detail.retryAfterMs === undefined ? 'Conflict' : 'Waiting';
}

/** A device that the gateway does not know (its state is a new one), or not with these rights. */
const UNPAIRED = new Set([
  'PAIRING_REQUIRED',
  'NOT_PAIRED',
  'AUTH_DEVICE_TOKEN_MISMATCH',
  'AUTH_SCOPE_MISMATCH',
]);

/** Whether only pairing anew helps. A retry with the same credential costs the caller's address. */
export function needsPairing(error: unknown): boolean {
  if (!(error instanceof GatewayError)) return false;
  return error.detail.reason === 'GatewayRefused' && UNPAIRED.has(error.detail.code);
}
