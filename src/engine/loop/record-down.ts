import { type PodKey, parsePodKey } from '../../core/model/resource.ts';
import {
  CRASH_LOOP,
  crashLoopConditions,
  isInCrashLoop,
  loopOverConditions,
  OUT_OF_MEMORY,
  outOfMemoryText,
} from '../../core/status/down-conditions.ts';
import { gatewayConditions } from '../../core/status/gateway-conditions.ts';
import type { Clock } from '../../ports/clock.ts';
import type { StateStore } from '../../ports/state-store.ts';
import { recordConditions } from '../record-conditions.ts';
import type { LoopEvent } from './loop-event.ts';

export interface DownGround {
  readonly store: Pick<StateStore, 'appendEvents' | 'load' | 'setConditions'>;
  readonly clock: Pick<Clock, 'now'>;
}

type Of<Kind extends LoopEvent['kind']> = Extract<LoopEvent, { kind: Kind }>;

/** A loop may last for weeks: it is told when it is found, and each time that it got twice as long. */
const FIRST_TOLD = 3;

/** Writes down why a pod is down, as conditions and events. */
export async function recordDown(ground: DownGround, event: LoopEvent): Promise<void> {
  if (event.kind === 'backing-off') await recordLoop(ground, event);
  if (event.kind === 'out-of-memory') await recordMemory(ground, event);
  if (event.kind === 'steady') await recordSteady(ground, event);
}

async function recordLoop({ store, clock }: DownGround, event: Of<'backing-off'>): Promise<void> {
  const { subject, heals, down } = event;
  const message = loopMessage(event);
  const pod = podOf(subject);
  if (down !== undefined && pod !== undefined) {
    await recordConditions(store, clock, pod, ({ generation }) =>
      crashLoopConditions(message, generation),
    );
  }
  // Found down while it waits is the same time as was told when it was brought back.
  if (down === 'agentpod' || !isTold(heals)) return;
  await store.appendEvents([{ subject, type: 'Warning', reason: CRASH_LOOP, message }]);
}

function loopMessage({ heals, until, down, why }: Of<'backing-off'>): string {
  const because = why === undefined ? '' : ` (${why})`;
  return down === 'docker'
    ? `its process died ${heals} times${because}; Docker starts it again about ${until}`
    : `brought back ${heals} times${because}; not again before ${until}`;
}

function isTold(heals: number): boolean {
  return heals >= FIRST_TOLD && Number.isInteger(Math.log2(heals / FIRST_TOLD));
}

async function recordMemory({ store, clock }: DownGround, event: Of<'out-of-memory'>) {
  const { subject, limitBytes } = event;
  const message = `a process of it ${outOfMemoryText(limitBytes)}`;
  const pod = podOf(subject);
  const finding = { ready: false, reason: OUT_OF_MEMORY, message } as const;
  let isNews = true;
  if (pod !== undefined) {
    await recordConditions(store, clock, pod, ({ applied, conditions, generation }) => {
      // What is said of the loop says that as well.
      isNews = !isInCrashLoop(conditions);
      if (applied === undefined || !isNews) return [];
      return gatewayConditions(finding, conditions, generation);
    });
  }
  if (!isNews) return;
  await store.appendEvents([{ subject, type: 'Warning', reason: OUT_OF_MEMORY, message }]);
}

async function recordSteady({ store, clock }: DownGround, { subject }: Of<'steady'>) {
  const pod = podOf(subject);
  if (pod === undefined) return;
  await recordConditions(store, clock, pod, ({ generation }) => loopOverConditions(generation));
  const message = 'it has not gone down for ten minutes';
  await store.appendEvents([{ subject, type: 'Normal', reason: 'Steady', message }]);
}

function podOf(subject: string): PodKey | undefined {
  return subject.startsWith('pod/') ? parsePodKey(subject) : undefined;
}
