import pLimit from 'p-limit';
import { adapterFor } from '../../core/agents/registry.ts';
import { type ConfigCure, cureFor } from '../../core/health/config-cure.ts';
import {
  type ConfigFinding,
  configFinding,
  configReason,
  configTrouble,
} from '../../core/health/config-finding.ts';
import type { DesiredState } from '../../core/model/desired.ts';
import type { ObservedState } from '../../core/model/observed.ts';
import { type PodKey, podSubject } from '../../core/model/resource.ts';
import { Alarm } from '../loop/alarm.ts';
import type { OnLoopEvent } from '../loop/loop-event.ts';
import { withDevice } from '../with-device.ts';
import { within } from '../within.ts';
import type { Workspace } from '../workspace.ts';
import { type ConfigTarget, configTargets } from './config-target.ts';
import { recordConfig } from './record-config.ts';

export interface ConfigWatchParts {
  readonly workspace: Workspace;
  /** A pass works on it. */
  readonly isBusy: (key: PodKey) => boolean;
  /** A pass should look at it: its config is to be put right. */
  readonly onNews: (key: PodKey) => void;
  readonly onLoopEvent: OnLoopEvent;
}

interface Watched {
  readonly target: ConfigTarget;
  nextAt: number;
  asking: boolean;
  pendingSince: number | undefined;
  /** Looks in a row that came to nothing. */
  failures: number;
  /** Cures that were carried out and did not help. */
  tried: number;
  cure: ConfigCure | undefined;
}

/** Each takes a connection; most pods need none for hours. */
const CONCURRENCY = 2;
const LOOK_MS = 15_000;
/** A gateway takes two to five seconds to take a change over. */
const AGAIN_MS = 3000;
/** On a busy machine a restart that the gateway does by itself takes as long. */
const PATIENCE_MS = 60_000;
const FAILED_MS = 10_000;
const LONGEST_MS = 300_000;

/**
 * Compares what gateways run with the file that they have: a bad edit is skipped without a word. Asks
 * once after the file or the process is another, and on until both are the same; never all the time.
 */
export class ConfigWatch {
  readonly #parts: ConfigWatchParts;
  readonly #pods = new Map<PodKey, Watched>();
  readonly #alarm = new Alarm();
  readonly #limit = pLimit(CONCURRENCY);
  readonly #running = new Set<Promise<void>>();

  constructor(parts: ConfigWatchParts) {
    this.#parts = parts;
  }

  get cures(): ReadonlyMap<PodKey, ConfigCure> {
    return new Map([...this.#pods].flatMap(([key, { cure }]) => (cure ? [[key, cure]] : [])));
  }

  /** As a pass has just seen them; one that did not look inside says nothing about files. */
  see(desired: DesiredState, observed: ObservedState): void {
    const targets = configTargets(desired, observed);
    for (const key of this.#pods.keys()) if (!targets.has(key)) this.#pods.delete(key);
    for (const [key, target] of targets) {
      const known = this.#pods.get(key);
      if (target.stamp === undefined || known?.target.stamp === target.stamp) continue;
      const fresh = { asking: false, pendingSince: undefined, failures: 0, cure: undefined };
      // What helps against a bad edit makes another file of it: whether it did is for the look to say.
      this.#pods.set(key, { target, nextAt: this.#now(), tried: known?.tried ?? 0, ...fresh });
    }
    this.#alarm.ring();
  }

  /** A pass has put the pod right, as it was asked to. */
  healed(key: PodKey): void {
    const watched = this.#pods.get(key);
    if (watched?.cure === undefined) return;
    Object.assign(watched, { cure: undefined, pendingSince: undefined, nextAt: this.#now() });
    watched.tried += 1;
    this.#alarm.ring();
  }

  /** Until the signal aborts; never rejects. */
  async run(signal: AbortSignal): Promise<void> {
    const stop = (): void => this.#alarm.ring();
    signal.addEventListener('abort', stop);
    while (!signal.aborted) {
      const now = this.#now();
      for (const watched of this.#pods.values()) {
        if (!watched.asking && watched.nextAt <= now) this.#ask(watched, signal);
      }
      await this.#alarm.sleep(this.#parts.workspace.clock, this.#nextAt() - this.#now());
    }
    signal.removeEventListener('abort', stop);
    await Promise.all(this.#running);
  }

  #now(): number {
    return this.#parts.workspace.clock.now().getTime();
  }

  #nextAt(): number {
    const waiting = [...this.#pods.values()].filter(({ asking }) => !asking);
    return waiting.reduce(
      (soonest, { nextAt }) => Math.min(soonest, nextAt),
      this.#now() + LONGEST_MS,
    );
  }

  #ask(watched: Watched, signal: AbortSignal): void {
    watched.asking = true;
    const asked: Promise<void> = this.#limit(() => this.#look(watched, signal))
      .catch(() => {
        watched.failures += 1;
        const wait = Math.min(FAILED_MS * 2 ** (watched.failures - 1), LONGEST_MS);
        watched.nextAt = this.#now() + wait;
      })
      .finally(() => {
        watched.asking = false;
        this.#running.delete(asked);
        this.#alarm.ring();
      });
    this.#running.add(asked);
  }

  async #look(watched: Watched, signal: AbortSignal): Promise<void> {
    const { workspace, isBusy } = this.#parts;
    const { key } = watched.target;
    if (isBusy(key)) {
      watched.nextAt = this.#now() + AGAIN_MS;
      return;
    }
    const finding = await askForConfig(workspace, watched.target, signal);
    if (this.#pods.get(key) !== watched) return;
    watched.failures = 0;
    if (finding?.kind === 'pending' && !this.#isLate(watched)) return;
    watched.nextAt =
      finding?.kind === 'pending' ? this.#now() + AGAIN_MS : Number.POSITIVE_INFINITY;
    if (finding !== undefined) await this.#take(watched, finding);
  }

  #isLate(watched: Watched): boolean {
    const now = this.#now();
    watched.pendingSince ??= now;
    watched.nextAt = now + AGAIN_MS;
    return now - watched.pendingSince >= PATIENCE_MS;
  }

  async #take(watched: Watched, finding: ConfigFinding): Promise<void> {
    const { workspace, onNews, onLoopEvent } = this.#parts;
    const { key } = watched.target;
    const isNews = await recordConfig(workspace, key, finding);
    if (finding.kind === 'applied') {
      Object.assign(watched, { tried: 0, pendingSince: undefined, cure: undefined });
      return;
    }
    const [subject, message] = [podSubject(key), configTrouble(finding)];
    if (isNews) {
      onLoopEvent({ kind: 'config-not-applied', subject, reason: configReason(finding), message });
    }
    const before = watched.cure;
    watched.cure = cureFor(finding, watched.tried);
    if (watched.cure !== undefined && before === undefined) onNews(key);
  }
}

async function askForConfig(
  workspace: Workspace,
  { key, container, hostPort, agent }: ConfigTarget,
  signal: AbortSignal,
): Promise<ConfigFinding | undefined> {
  const answer = await within(LOOK_MS, signal, (cut) =>
    withDevice(workspace, { pod: key, container }, async (credential) => {
      const road = { kind: 'direct', hostPort } as const;
      const options = { timeoutMs: LOOK_MS, signal: cut };
      const session = await workspace.gateway.session(road, credential, options);
      try {
        return await session.request('config.get', {});
      } finally {
        await session.close();
      }
    }),
  );
  return configFinding(answer, adapterFor(agent).validation);
}
