import {
  type ChannelMemory,
  downBefore,
  NO_CHANNELS,
  nextChannels,
} from '../../core/health/channel-memory.ts';
import { judgeChannels } from '../../core/health/judge-channels.ts';
import type { RpcLook } from '../../core/health/observation.ts';
import { readChannels } from '../../core/health/read-channels.ts';
import { type PodKey, podSubject } from '../../core/model/resource.ts';
import type { ChannelsFinding } from '../../core/status/channel-conditions.ts';
import { messageOf } from '../../core/status/message.ts';
import type { ChannelReport } from '../../core/views/channel-report.ts';
import type { GatewaySession } from '../../ports/agent-gateway.ts';
import type { OnLoopEvent } from '../loop/loop-event.ts';
import type { Workspace } from '../workspace.ts';
import type { HealthTarget } from './health-target.ts';
import { recordChannels } from './record-channels.ts';

export interface ChannelParts {
  readonly workspace: Pick<Workspace, 'store' | 'clock'>;
  /** From 0 to below 1. */
  readonly random: () => number;
  readonly onLoopEvent: OnLoopEvent;
}

const ANSWER_MS = 5000;
/** While something is about to be found lost, while it is, and while all is well. */
const SOON_MS = 5000;
const FAULTY_MS = 15_000;
const STEADY_MS = 30_000;
/** A live change of its config may switch some on. */
const NONE_MS = 60_000;
const SPREAD = 0.3;

/** Asks gateways for their channels, and tells what is lost and what is back. */
export class ChannelWatch {
  readonly #parts: ChannelParts;
  readonly #memories = new Map<PodKey, ChannelMemory>();

  constructor(parts: ChannelParts) {
    this.#parts = parts;
  }

  /** For as long as the session lasts; never rejects. */
  async follow(
    target: () => HealthTarget | undefined,
    session: GatewaySession,
    signal: AbortSignal,
  ): Promise<void> {
    const { clock } = this.#parts.workspace;
    const greetedAt = clock.now().getTime();
    while (!signal.aborted) {
      const about = target();
      if (about === undefined) return;
      const uptimeMs = session.hello.uptimeMs + clock.now().getTime() - greetedAt;
      const delayMs = await this.#look(about, session, uptimeMs).catch(() => FAULTY_MS);
      const spread = 1 - SPREAD * this.#parts.random();
      await clock.sleep(Math.round(delayMs * spread), signal);
    }
  }

  /** Another process: what was true of the one before is not of it. */
  forget(key: PodKey): void {
    if (!this.#memories.delete(key)) return;
    this.#parts.onLoopEvent({ kind: 'channels', subject: podSubject(key), accounts: [] });
  }

  /** Answers when to look again. */
  async #look(target: HealthTarget, session: GatewaySession, uptimeMs: number): Promise<number> {
    const { key, channels, channelsReady } = target;
    if (channels.length === 0) {
      this.forget(key);
      if (channelsReady !== undefined) await this.#record(target, { kind: 'none' });
      return NONE_MS;
    }
    const answer = await ask(session);
    const findings = judgeChannels(answer, channels, this.#parts.workspace.clock.now());
    const wasDown = channelsReady?.status === 'False';
    const before = this.#memories.get(key) ?? (wasDown ? downBefore(findings) : NO_CHANNELS);
    const step = nextChannels(before, { findings, uptimeMs });
    this.#memories.set(key, step.memory);
    // First, so that who is told of it finds it written down.
    if (step.finding !== undefined) await this.#record(target, step.finding);
    this.#tell(key, step, reportsOf(answer, step.memory));
    if (step.isPending) return SOON_MS;
    return step.finding?.kind === 'faulty' ? FAULTY_MS : STEADY_MS;
  }

  #record(target: HealthTarget, finding: ChannelsFinding): Promise<void> {
    return recordChannels(this.#parts.workspace, target, finding);
  }

  #tell(
    key: PodKey,
    { lost, back }: Pick<ReturnType<typeof nextChannels>, 'lost' | 'back'>,
    accounts: readonly ChannelReport[] | undefined,
  ): void {
    const { onLoopEvent } = this.#parts;
    const subject = podSubject(key);
    for (const news of lost) onLoopEvent({ kind: 'channel-lost', subject, ...news });
    for (const { channel, account } of back) {
      onLoopEvent({ kind: 'channel-back', subject, channel, account });
    }
    if (accounts !== undefined) onLoopEvent({ kind: 'channels', subject, accounts });
  }
}

async function ask(session: GatewaySession): Promise<RpcLook> {
  try {
    return { answer: await session.request('channels.status', {}, { timeoutMs: ANSWER_MS }) };
  } catch (error) {
    return { failed: `channels.status: ${messageOf(error)}` };
  }
}

function reportsOf(look: RpcLook, memory: ChannelMemory): readonly ChannelReport[] | undefined {
  if ('failed' in look) return undefined;
  const accounts = readChannels(look.answer) ?? [];
  return [...memory.accounts].map(([about, { up, told }]) => {
    const [channel = '', account = ''] = about.split('/', 2);
    const found = accounts.find((item) => item.channel === channel && item.account === account);
    return {
      channel,
      account,
      status: up === undefined ? 'Unknown' : up ? 'True' : 'False',
      reason: told?.reason ?? 'ChannelReady',
      message: told?.message ?? '',
      lastInboundAt: found?.lastInboundAt,
    };
  });
}
