import type { Condition } from '../model/condition.ts';
import type { ConditionChange } from './conditions.ts';

/** What all channels of a pod come to. */
export type ChannelsFinding =
  /** It has none, or they are not asked for. */
  | { readonly kind: 'none' }
  | { readonly kind: 'ready'; readonly accounts: number }
  /** Not known yet, or not any more. */
  | { readonly kind: 'unknown'; readonly reason: string; readonly message: string }
  | { readonly kind: 'faulty'; readonly reason: string; readonly message: string };

/** The manifest wants a pod to be Ready whatever its channels do. */
const IGNORED = 'Ignored';
const NOT_ASKED: ChannelsFinding = {
  kind: 'unknown',
  reason: 'NotAsked',
  message: 'not asked since its start',
};

/** What was found, and what it makes of `Ready`, which the other conditions decide as well. */
export function channelConditions(
  finding: ChannelsFinding,
  current: readonly Condition[],
  options: { readonly ignored: boolean; readonly observedGeneration: number },
): readonly ConditionChange[] {
  const channels = channelsCondition(finding, options);
  const ready = current.find(({ type }) => type === 'Ready');
  if (ready === undefined) return [channels];
  const { observedGeneration } = options;
  const { status, reason, message } = ready.reason === CHANNELS_NOT_READY ? SERVES : ready;
  const before = { type: 'Ready', status, reason, message, observedGeneration } as const;
  return withChannels([before], channels, observedGeneration);
}

const CHANNELS_NOT_READY = 'ChannelsNotReady';
/** It would not be about the channels if anything else were wrong. */
const SERVES = { status: 'True', reason: 'GatewayReady', message: '' } as const;

function channelsCondition(
  finding: ChannelsFinding,
  {
    ignored,
    observedGeneration,
  }: { readonly ignored: boolean; readonly observedGeneration: number },
): ConditionChange {
  const make = (
    status: ConditionChange['status'],
    reason: string,
    message: string,
  ): ConditionChange => ({ type: 'ChannelsReady', status, reason, message, observedGeneration });
  switch (finding.kind) {
    case 'none':
      return make('True', 'NoChannels', '');
    case 'ready':
      return make('True', 'ChannelsReady', '');
    case 'unknown':
      return make('Unknown', finding.reason, finding.message);
    case 'faulty':
      return ignored
        ? make('False', IGNORED, `${finding.message} (spec.readiness.channels: ignored)`)
        : make('False', finding.reason, finding.message);
  }
}

type Channels = Pick<ConditionChange, 'status' | 'reason' | 'message'>;

/** A pod that customers cannot write to is not ready, however well its gateway feels. */
export function withChannels(
  changes: readonly ConditionChange[],
  channels: Channels,
  observedGeneration: number,
): ConditionChange[] {
  const { status, reason, message } = channels;
  const others = changes.map((change) =>
    change.type === 'Ready' && change.status === 'True' && standInTheWay(channels)
      ? { ...change, status: 'False' as const, reason: CHANNELS_NOT_READY, message }
      : change,
  );
  const own = { type: 'ChannelsReady', status, reason, message, observedGeneration } as const;
  return [...others, own];
}

/** What is not known is no reason: without a server nobody asks. */
function standInTheWay({ status, reason }: Channels): boolean {
  return status === 'False' && reason !== IGNORED;
}

/** Why a pod that serves is not ready all the same; undefined when its channels are none of it. */
export function channelsInTheWay(conditions: readonly Condition[]): string | undefined {
  const channels = conditions.find(({ type }) => type === 'ChannelsReady');
  return channels && standInTheWay(channels)
    ? `${channels.reason}: ${channels.message}`
    : undefined;
}

/** As they were found last; what was true of a process is not of the next one. */
export function lastChannels(
  conditions: readonly Condition[],
  isNewProcess: boolean,
): Channels | undefined {
  const last = conditions.find(({ type }) => type === 'ChannelsReady');
  if (last === undefined || !isNewProcess || last.reason === 'NoChannels') return last;
  return channelsCondition(NOT_ASKED, { ignored: false, observedGeneration: 0 });
}
