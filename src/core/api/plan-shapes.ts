import { Type } from 'typebox';
import { oneOf } from '../schema/combinators.ts';
import { texts, time, version } from './shape-parts.ts';

/** What differs and what would be done, as `diff` and `plan` print it. */

const planFields = {
  ...version,
  instance: Type.String(),
  summary: Type.Record(Type.String(), Type.Number()),
  subjects: Type.Array(
    Type.Object({
      subject: Type.String(),
      verdict: oneOf(['create', 'update', 'heal', 'delete', 'unchanged', 'blocked'], {}),
      impact: Type.String(),
      secondsDown: Type.Number(),
      cause: Type.String(),
    }),
  ),
  changes: Type.Array(
    Type.Object({
      subject: Type.String(),
      section: oneOf(['pending', 'drift'], {}),
      path: Type.String(),
      impact: Type.String(),
      before: Type.Unknown(),
      after: Type.Unknown(),
      owner: Type.Optional(
        oneOf(['git', 'agent', 'shared'], { description: 'Of a change inside a config.' }),
      ),
      fate: Type.Optional(oneOf(['put-back', 'needs-accept', 'left'], {})),
      changedAt: Type.Optional(time('When the file was changed last.')),
    }),
  ),
  ignored: Type.Array(
    Type.Object({
      subject: Type.String(),
      section: oneOf(['drift'], {}),
      path: Type.String(),
      impact: Type.String(),
      before: Type.Unknown(),
      after: Type.Unknown(),
      reason: Type.String(),
      until: Type.Optional(Type.String()),
    }),
    { description: 'Drift that spec.ignoreDrift leaves as it is.' },
  ),
  warnings: texts,
  refused: texts,
};

export const Diff = Type.Object(
  { ...planFields, kind: Type.Literal('Diff') },
  { description: 'What differs from the manifests in force.' },
);

export const Plan = Type.Object(
  {
    ...planFields,
    kind: Type.Literal('Plan'),
    operations: Type.Array(
      Type.Object({
        id: Type.Integer(),
        subject: Type.String(),
        action: Type.String(),
        cause: Type.String(),
        after: Type.Array(Type.Integer()),
        impact: Type.String(),
      }),
    ),
  },
  { description: 'What would be done now, and why.' },
);

export const PlanList = Type.Object({
  ...version,
  kind: Type.Literal('PlanList'),
  items: Type.Array(Plan),
});
