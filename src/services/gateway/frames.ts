/** What a gateway sends, read from text that need not be what it should be. */

import { isJsonObject, type JsonObject, type JsonValue } from '../../core/model/json.ts';
import type { Hello } from '../../ports/agent-gateway.ts';
import type { Challenge } from './device.ts';
import { parseObject } from './parse-object.ts';

export type Frame =
  | { readonly kind: 'challenge'; readonly challenge: Challenge }
  | { readonly kind: 'tick' }
  | { readonly kind: 'answer'; readonly id: string; readonly payload: JsonValue }
  | { readonly kind: 'refusal'; readonly id: string; readonly refusal: Refusal }
  /** An event that is not ours to follow. */
  | { readonly kind: 'other' };

export interface Refusal {
  readonly code: string;
  readonly message: string;
  readonly retryAfterMs?: number;
}

/** Undefined when it is no frame of the protocol. */
export function readFrame(text: string): Frame | undefined {
  const frame = parseObject(text);
  if (frame === undefined) return undefined;
  if (frame['type'] === 'event') return readEvent(frame);
  const { type, id, ok, payload, error } = frame;
  if (type !== 'res' || typeof id !== 'string') return undefined;
  if (ok === true) return { kind: 'answer', id, payload: payload ?? null };
  return { kind: 'refusal', id, refusal: readRefusal(error) };
}

function readEvent({ event, payload }: JsonObject): Frame | undefined {
  if (event === 'tick') return { kind: 'tick' };
  if (event !== 'connect.challenge') return { kind: 'other' };
  if (!isJsonObject(payload)) return undefined;
  const { nonce, ts } = payload;
  if (typeof nonce !== 'string' || nonce === '' || !Number.isSafeInteger(ts)) return undefined;
  return { kind: 'challenge', challenge: { nonce, ts: Number(ts) } };
}

/** The code in the details is the precise one; the outer one names a family. */
function readRefusal(error: JsonValue | undefined): Refusal {
  const { code, message, details, retryAfterMs } = object(error);
  const precise = object(details)['code'];
  return {
    code: text(precise) ?? text(code) ?? 'UNKNOWN',
    message: text(message) ?? 'refused without a word',
    ...(typeof retryAfterMs === 'number' ? { retryAfterMs } : {}),
  };
}

/** Undefined when it is no greeting, or lacks what every gateway of protocol 4 says. */
export function readHello(payload: JsonValue): Hello | undefined {
  const hello = object(payload);
  const { bootId, version } = object(hello['server']);
  const { uptimeMs, appliedConfigHash } = object(hello['snapshot']);
  const { tickIntervalMs } = object(hello['policy']);
  const { scopes } = object(hello['auth']);
  const { protocol } = hello;
  if (hello['type'] !== 'hello-ok' || !Array.isArray(scopes)) return undefined;
  if (typeof bootId !== 'string' || typeof version !== 'string') return undefined;
  if (!positive(protocol) || !positive(tickIntervalMs)) return undefined;
  return {
    bootId,
    version,
    protocol,
    scopes: scopes.filter((scope) => typeof scope === 'string').sort(),
    ...(typeof appliedConfigHash === 'string' ? { appliedConfigHash } : {}),
    tickIntervalMs,
    uptimeMs: typeof uptimeMs === 'number' ? uptimeMs : 0,
  };
}

function object(value: JsonValue | undefined): JsonObject {
  return isJsonObject(value) ? value : {};
}

function positive(value: JsonValue | undefined): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value > 0;
}

function text(value: JsonValue | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
