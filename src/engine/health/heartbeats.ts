import pLimit from 'p-limit';
import { backoffMs } from '../../core/loop/backoff.ts';
import { isFailure } from '../../core/model/errors.ts';
import { GatewayError } from '../../core/model/gateway-error.ts';
import type { PodKey } from '../../core/model/resource.ts';
import { messageOf } from '../../core/status/message.ts';
import type { GatewaySession } from '../../ports/agent-gateway.ts';
import { withDevice } from '../with-device.ts';
import type { Workspace } from '../workspace.ts';
import type { HealthTarget } from './health-target.ts';

export interface HeartbeatParts {
  readonly workspace: Pick<Workspace, 'gateway' | 'store' | 'clock'>;
  /** From 0 to below 1. */
  readonly random: () => number;
  /** A session has ended: whoever probes should do so now. */
  readonly onEnd: (key: PodKey) => void;
  /** What a session is used for while it lasts; never rejects. */
  readonly talk: (key: PodKey, session: GatewaySession, signal: AbortSignal) => Promise<void>;
}

interface Heart {
  readonly id: string;
  readonly stop: AbortController;
  readonly ended: Promise<void>;
  session: GatewaySession | undefined;
  /** This very process has greeted before, so that it could. */
  hasBeaten: boolean;
  silence: string | undefined;
}

/** Each is a handshake, and the first one a program inside the pod. */
const OPENED_AT_ONCE = 4;
const GREETING_MS = 8000;
const PONG_MS = 2000;
/** Who does not let AgentPod in is asked again at leisure, and probed meanwhile. */
const UNPAIRED_MS = 600_000;
const SILENT = new Set(['GatewayTimeout', 'GatewayUnreachable']);

/** Holds one session open to each gateway, for as long as its process runs. */
export class Heartbeats {
  readonly #parts: HeartbeatParts;
  readonly #hearts = new Map<PodKey, Heart>();
  readonly #limit = pLimit(OPENED_AT_ONCE);
  readonly #ending = new Set<Promise<void>>();

  constructor(parts: HeartbeatParts) {
    this.#parts = parts;
  }

  /** Does nothing for a process that is held already, and for agents without a heartbeat. */
  hold(target: HealthTarget): void {
    const { key, id, hasHeartbeat } = target;
    if (this.#hearts.get(key)?.id === id) return;
    this.drop(key);
    if (!hasHeartbeat) return;
    const stop = new AbortController();
    const begun = Promise.withResolvers<void>();
    const ended = begun.promise;
    const heart: Heart = {
      id,
      stop,
      ended,
      session: undefined,
      hasBeaten: false,
      silence: undefined,
    };
    this.#hearts.set(key, heart);
    void this.#keep(heart, target).finally(() => begun.resolve());
  }

  /** Its process has ended, or is no more to be asked. */
  drop(key: PodKey): void {
    const heart = this.#hearts.get(key);
    if (heart === undefined) return;
    this.#hearts.delete(key);
    heart.stop.abort();
    // Who is only being greeted is not waited for: that may take a program inside the pod.
    if (heart.session === undefined) return;
    const tracked: Promise<void> = heart.ended.finally(() => this.#ending.delete(tracked));
    this.#ending.add(tracked);
  }

  /** Closes every session. */
  async end(): Promise<void> {
    for (const key of [...this.#hearts.keys()]) this.drop(key);
    await Promise.all(this.#ending);
  }

  /** Whether the process has answered just now. False also where there is no session to ask on. */
  async answers(key: PodKey): Promise<boolean> {
    const session = this.#hearts.get(key)?.session;
    if (session === undefined) return false;
    return session.ping(PONG_MS).then(
      () => true,
      () => false,
    );
  }

  /** Why a process that did beat counts as one that does not answer. */
  silence(key: PodKey): string | undefined {
    return this.#hearts.get(key)?.silence;
  }

  async #keep(heart: Heart, target: HealthTarget): Promise<void> {
    const { workspace, random } = this.#parts;
    const { signal } = heart.stop;
    for (let failures = 0; !signal.aborted; ) {
      try {
        const session = await this.#limit(() => this.#open(target, signal));
        failures = 0;
        await this.#hear(heart, target.key, session);
      } catch (error) {
        failures += 1;
        if (heart.hasBeaten && isFailureOfSilence(error)) heart.silence = messageOf(error);
        if (!signal.aborted)
          await workspace.clock.sleep(pauseAfter(error, failures, random()), signal);
        continue;
      }
      // Gateways that restart end all sessions at once.
      await workspace.clock.sleep(backoffMs(1, random()), signal);
    }
  }

  #open(target: HealthTarget, signal: AbortSignal): Promise<GatewaySession> {
    const { gateway } = this.#parts.workspace;
    const { key, container, hostPort } = target;
    const road = { kind: 'direct', hostPort } as const;
    return withDevice(this.#parts.workspace, { pod: key, container }, (credential) =>
      gateway.session(road, credential, { timeoutMs: GREETING_MS, signal }),
    );
  }

  /** Until it ends, or is not wanted any more. */
  async #hear(heart: Heart, key: PodKey, session: GatewaySession): Promise<void> {
    Object.assign(heart, { session, hasBeaten: true, silence: undefined });
    const over = new AbortController();
    const cut = (): void => {
      void session.close();
    };
    heart.stop.signal.addEventListener('abort', cut, { once: true });
    if (heart.stop.signal.aborted) cut();
    const talk = this.#parts.talk(key, session, over.signal);
    const end = await session.closed;
    heart.stop.signal.removeEventListener('abort', cut);
    heart.session = undefined;
    if (end.by === 'silence') heart.silence = end.message;
    over.abort();
    await talk;
    if (!heart.stop.signal.aborted) this.#parts.onEnd(key);
  }
}

function isFailureOfSilence(error: unknown): boolean {
  return error instanceof GatewayError && SILENT.has(error.detail.reason);
}

function pauseAfter(error: unknown, failures: number, random: number): number {
  if (isFailure(error, 'PairingFailed')) return Math.round(UNPAIRED_MS * (1 - 0.2 * random));
  const pause = backoffMs(failures, random);
  const wish = error instanceof GatewayError && error.detail.reason === 'GatewayRefused';
  return wish ? Math.max(pause, error.detail.retryAfterMs ?? 0) : pause;
}
