import { describe, expect, it } from 'vitest';
import { certificateDue } from './certificate-due.ts';

const NOW = new Date('2026-11-25T12:00:00Z');
const STATUS = { hosts: ['a.test', 'b.test'], notAfter: '2027-02-20T12:00:00.000Z' };

describe('a local certificate is issued', () => {
  it.each([
    [undefined, ['a.test'], NOW, 'there is none yet'],
    [STATUS, ['a.test', 'c.test', 'd.test'], NOW, 'it does not cover c.test, d.test'],
    [STATUS, ['a.test'], new Date('2027-01-22T12:00:00Z'), `it expires at ${STATUS.notAfter}`],
    [STATUS, ['a.test'], new Date('2027-02-20T12:00:00Z'), `it expired at ${STATUS.notAfter}`],
  ])('%#', (status, hosts, now, cause) => {
    expect(certificateDue(status, hosts, now)).toBe(cause);
  });

  it.each([
    [undefined, [], NOW],
    [STATUS, ['b.test', 'a.test'], NOW],
    // A host that went away is no reason to write anything.
    [STATUS, ['a.test'], new Date('2027-01-20T12:00:00Z')],
  ])('and not while it serves: %#', (status, hosts, now) => {
    expect(certificateDue(status, hosts, now)).toBeUndefined();
  });
});
