import { describe, expect, it } from 'vitest';
import { DEFAULT_HEALTH, isFailing, isHung, newPulse, nextPulse, type Sample } from './pulse.ts';

/** Takes the samples one after the other, each when it is due. */
function seen(...samples: readonly Sample[]) {
  let pulse = newPulse(0);
  let now = 0;
  for (const sample of samples) {
    now = pulse.nextAt;
    pulse = nextPulse(pulse, sample, { now, random: 0 });
  }
  return { now, wait: pulse.nextAt - now, ...verdict(pulse, now) };
}

function verdict(pulse: ReturnType<typeof newPulse>, now: number) {
  return { failing: isFailing(pulse, DEFAULT_HEALTH), hung: isHung(pulse, DEFAULT_HEALTH, now) };
}

const silent = (times: number): Sample[] => Array.from({ length: times }, () => 'silent');

describe('the pulse of a process', () => {
  it('is taken every quarter of a second until it is ready, then every ten', () => {
    expect(seen('starting').wait).toBe(250);
    // A whole second of the clock, so that many are asked at one waking.
    expect(seen('starting', 'ready').wait).toBe(9750);
    const spread = nextPulse(newPulse(0), 'ready', { now: 0, random: 0.999 });
    expect(spread.nextAt).toBeGreaterThanOrEqual(7000);
  });

  it('says failing after three silences, and hung not before half a minute', () => {
    expect(seen('ready', ...silent(2))).toMatchObject({ failing: false, hung: false });
    expect(seen('ready', ...silent(3))).toMatchObject({ failing: true, hung: false });
    expect(seen('ready', ...silent(6))).toMatchObject({ failing: true, hung: false });
    expect(seen('ready', ...silent(7))).toMatchObject({ failing: true, hung: true });
  });

  it('forgets silences with any answer, and counts none of a process that starts', () => {
    expect(seen(...silent(6), 'unready', 'silent')).toMatchObject({ failing: false });
    expect(seen(...silent(6), 'ready', 'silent')).toMatchObject({ failing: false });
    const starting = Array.from({ length: 400 }, (): Sample => 'starting');
    expect(seen(...starting)).toMatchObject({ failing: false, hung: false });
  });
});
