import { expect, test } from 'vitest';
import { openclawValidation } from '../agents/openclaw/validation.ts';
import { cureFor } from './config-cure.ts';
import { type ConfigFinding, configCondition, configFinding } from './config-finding.ts';

/** As OpenClaw 2026.9.6 answers `config.get`, cut to what is read. */
const APPLIED = { valid: true, issues: [], configRevisionHash: 'a', appliedConfigHash: 'a' };
const PENDING = { ...APPLIED, configRevisionHash: 'b' };
const REJECTED = {
  valid: false,
  configRevisionHash: null,
  appliedConfigHash: 'a',
  issues: [
    { path: 'messages', message: 'Unrecognized key: "noSuchKey"' },
    { path: '', message: 'Unrecognized key: "telemetri"' },
  ],
};

const found = (answer: object): ConfigFinding =>
  configFinding(answer as never, openclawValidation) ?? expect.fail('no finding');

test('a gateway that runs what its file says is told so', () => {
  expect(configCondition(found(APPLIED), 3)).toEqual({
    type: 'ConfigApplied',
    status: 'True',
    reason: 'Applied',
    message: '',
    observedGeneration: 3,
  });
});

test('a file that was not taken over yet is pending', () => {
  expect(configCondition(found(PENDING), 1)).toMatchObject({
    status: 'False',
    reason: 'ConfigPending',
  });
});

test('a file that was skipped is told with the place and the reason', () => {
  expect(configCondition(found(REJECTED), 1)).toMatchObject({
    status: 'False',
    reason: 'ConfigRejected',
    message:
      'the gateway skipped its config file: messages.noSuchKey: "noSuchKey" is not a key that this version of OpenClaw knows (and 1 more)',
  });
});

test.each([[null], [{}], [{ valid: true }], ['text'], [{ configRevisionHash: 'a' }]])(
  'what says nothing about it is no finding: %j',
  (answer) => {
    expect(configFinding(answer as never, openclawValidation)).toBeUndefined();
  },
);

test('the gentlest cure comes first, and after two there is none', () => {
  const kinds = [0, 1, 2].map((tried) => cureFor(found(PENDING), tried)?.kind);
  expect(kinds).toEqual(['rewrite', 'restart', undefined]);
  expect([0, 1, 2].map((tried) => cureFor(found(REJECTED), tried))).toEqual([
    expect.objectContaining({ kind: 'put-back', paths: ['messages.noSuchKey', 'telemetri'] }),
    expect.objectContaining({ kind: 'put-back', paths: [''] }),
    undefined,
  ]);
  expect(cureFor(found(APPLIED), 0)).toBeUndefined();
});

test('a file that cannot be read at all is put back as a whole', () => {
  const issues = [{ path: '', message: 'JSON5 parse failed' }];
  expect(cureFor(found({ ...REJECTED, issues }), 0)).toMatchObject({ paths: [''] });
});
