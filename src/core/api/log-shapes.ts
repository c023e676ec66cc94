import { Type } from 'typebox';
import { orNull, time, version } from './shape-parts.ts';

export const LogLine = Type.Object(
  {
    time: orNull(time('When it was written, to the nanosecond.')),
    text: Type.String({ description: 'Without control characters; very long ones are cut.' }),
    dropped: Type.Optional(
      Type.Integer({ description: 'Lines left out before it: too many came at once.' }),
    ),
  },
  { description: 'One line of either output.' },
);

export const PodLogs = Type.Object(
  {
    ...version,
    kind: Type.Literal('PodLogs'),
    tenant: Type.String(),
    pod: Type.String(),
    items: Type.Array(LogLine),
  },
  { description: 'What the container of a pod wrote last, oldest first.' },
);
