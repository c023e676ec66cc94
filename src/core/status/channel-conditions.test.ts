import { describe, expect, it } from 'vitest';
import type { Condition } from '../model/condition.ts';
import { channelConditions, channelsInTheWay, lastChannels } from './channel-conditions.ts';
import { updateConditions } from './conditions.ts';
import { gatewayConditions } from './gateway-conditions.ts';
import { conditionsFor } from './pod-conditions.ts';

const NOW = '2026-11-25T10:00:00Z';
const READY = updateConditions([], conditionsFor({ kind: 'ready' }, 3), NOW);
const FAULTY = {
  kind: 'faulty',
  reason: 'ChannelNotLinked',
  message: 'whatsapp/default: link it anew',
} as const;

const withFinding = (
  current: readonly Condition[],
  finding: Parameters<typeof channelConditions>[0],
  ignored = false,
) =>
  updateConditions(
    current,
    channelConditions(finding, current, { ignored, observedGeneration: 3 }),
    NOW,
  );
const shown = (conditions: readonly Condition[], type: Condition['type']) => {
  const found = conditions.find((each) => each.type === type);
  return found && `${found.status} ${found.reason}`;
};

describe('a pod whose channels are down', () => {
  it('is not ready, and is again with them', () => {
    const down = withFinding(READY, FAULTY);
    expect(shown(down, 'Ready')).toBe('False ChannelsNotReady');
    expect(shown(down, 'ChannelsReady')).toBe('False ChannelNotLinked');
    expect(shown(down, 'GatewayReady')).toBe('True ProbeSucceeded');
    const up = withFinding(down, { kind: 'ready', accounts: 1 });
    expect(shown(up, 'Ready')).toBe('True GatewayReady');
    expect(channelsInTheWay(up)).toBeUndefined();
  });

  it('is ready all the same where its manifest says so', () => {
    const down = withFinding(READY, FAULTY, true);
    expect(shown(down, 'Ready')).toBe('True GatewayReady');
    expect(shown(down, 'ChannelsReady')).toBe('False Ignored');
    expect(channelsInTheWay(down)).toBeUndefined();
  });

  it('is said to be unready for what comes first: its gateway', () => {
    const down = withFinding(READY, FAULTY);
    const finding = { ready: false, reason: 'NoAnswer', message: 'm' } as const;
    const hung = updateConditions(down, gatewayConditions(finding, down, 3), NOW);
    expect(shown(hung, 'Ready')).toBe('False NoAnswer');
    expect(shown(hung, 'ChannelsReady')).toBe('Unknown NotAsked');
    const back = updateConditions(hung, gatewayConditions({ ready: true }, hung, 3), NOW);
    expect(shown(back, 'Ready')).toBe('True GatewayReady');
  });

  it('stays unready when its gateway is found well', () => {
    const down = withFinding(READY, FAULTY);
    const again = updateConditions(down, gatewayConditions({ ready: true }, down, 3), NOW);
    expect(again).toEqual(down);
  });
});

it('what is not known does not keep a pod from being ready', () => {
  const early = withFinding(READY, { kind: 'unknown', reason: 'Starting', message: '' });
  expect(shown(early, 'Ready')).toBe('True GatewayReady');
  expect(shown(early, 'ChannelsReady')).toBe('Unknown Starting');
});

it('another process knows nothing of the channels of the one before', () => {
  const down = withFinding(READY, FAULTY);
  expect(lastChannels(down, true)).toMatchObject({ status: 'Unknown', reason: 'NotAsked' });
  expect(lastChannels(down, false)).toMatchObject({ status: 'False' });
  expect(lastChannels(READY, true)).toBeUndefined();
});
