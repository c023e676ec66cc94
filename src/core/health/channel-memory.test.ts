import { describe, expect, it } from 'vitest';
import { fc } from '../../../test/property/fast-check.ts';
import { downBefore, NO_CHANNELS, nextChannels } from './channel-memory.ts';
import type { HealthFinding } from './finding.ts';

const UP = { uptimeMs: 600_000 };
const finding = (about: string, reason = 'ChannelReady', message = 'm'): HealthFinding => ({
  check: 'channel',
  about,
  severity: reason === 'ChannelReady' ? 'ok' : 'error',
  reason,
  message,
});
const GOOD = finding('telegram/default');
const BAD = finding('telegram/default', 'ChannelDisconnected', 'it is not connected');

function follow(looks: readonly HealthFinding[], uptimeMs = UP.uptimeMs) {
  let memory = NO_CHANNELS;
  return looks.map((look) => {
    const step = nextChannels(memory, { findings: [look], uptimeMs });
    memory = step.memory;
    return step;
  });
}

describe('channels that are asked again and again', () => {
  it('are lost with the second bad look, and back with the first good one', () => {
    const steps = follow([GOOD, BAD, BAD, BAD, GOOD]);
    expect(steps.map(({ lost }) => lost.length)).toEqual([0, 0, 1, 0, 0]);
    expect(steps.map(({ back }) => back.length)).toEqual([0, 0, 0, 0, 1]);
    expect(steps.map(({ finding: found }) => found?.kind)).toEqual([
      'ready',
      'ready',
      'faulty',
      'faulty',
      'ready',
    ]);
    expect(steps[2]?.lost).toEqual([
      { channel: 'telegram', account: 'default', message: 'it is not connected' },
    ]);
    expect(steps.map(({ isPending }) => isPending)).toEqual([false, true, false, false, false]);
  });

  it('have a minute after the start to connect, unless waiting cannot mend it', () => {
    expect(follow([BAD, BAD, BAD], 10_000).map(({ finding: found }) => found)).toEqual(
      Array.from({ length: 3 }, () => ({
        kind: 'unknown',
        reason: 'Starting',
        message: 'not connected yet: telegram/default',
      })),
    );
    const unlinked = finding('whatsapp/default', 'ChannelNotLinked', 'link it anew');
    expect(follow([unlinked, unlinked], 10_000).at(-1)?.lost).toHaveLength(1);
  });

  it('are told in the words of the first bad look, so that nothing is written twice', () => {
    const other = { ...BAD, message: 'it is not connected: try 7' };
    const [, second, third] = follow([BAD, other, { ...BAD, message: 'try 8' }]);
    expect(third?.finding).toEqual(second?.finding);
  });

  it('are not lost anew for a server that has just begun', () => {
    const step = nextChannels(downBefore([BAD]), { findings: [BAD], ...UP });
    expect(step).toMatchObject({ lost: [], finding: { kind: 'faulty' } });
    const back = nextChannels(step.memory, { findings: [GOOD], ...UP });
    expect(back.back).toHaveLength(1);
  });

  it('stay as they were while the gateway does not tell, and are unknown after some time', () => {
    const unseen = finding('', 'ChannelsUnknown', 'no answer');
    const steps = follow([GOOD, unseen, unseen, unseen]);
    expect(steps.map(({ finding: found }) => found?.kind)).toEqual([
      'ready',
      undefined,
      undefined,
      'unknown',
    ]);
  });

  it('name a channel that the gateway does not have, without an account', () => {
    const absent = finding('discord', 'ChannelAbsent', 'no plugin');
    expect(follow([absent, absent]).at(-1)?.lost).toEqual([
      { channel: 'discord', account: '', message: 'no plugin' },
    ]);
  });

  it('are lost and back in turns, whatever comes', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { maxLength: 40 }), (looks) => {
        const steps = follow(looks.map((isGood) => (isGood ? GOOD : BAD)));
        const told = steps.flatMap(({ lost, back }) => [
          ...lost.map(() => 'lost'),
          ...back.map(() => 'back'),
        ]);
        expect(told.every((word, index) => word === (index % 2 === 0 ? 'lost' : 'back'))).toBe(
          true,
        );
      }),
    );
  });
});
