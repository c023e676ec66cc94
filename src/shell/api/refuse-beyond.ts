import { Problem } from './problem.ts';

/** 429 for who has to wait: so many seconds, or 0. `what` there were too many of. */
export function refuseBeyond(wait: number, what = 'requests'): void {
  if (wait === 0) return;
  throw new Problem(429, 'TooManyRequests', `too many ${what}; again in ${wait} s`, {
    headers: { 'Retry-After': String(wait) },
  });
}
