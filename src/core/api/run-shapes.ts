import { Type } from 'typebox';
import { API_VERSION } from '../model/api-version.ts';
import { RUN_STATES, RUN_TRIGGERS } from '../runs/run.ts';
import { oneOf } from '../schema/combinators.ts';
import { orNull, time, version } from './shape-parts.ts';

export const Run = Type.Object(
  {
    ...version,
    kind: Type.Literal('Run'),
    metadata: Type.Object({ name: Type.String({ description: 'Its id.' }) }),
    status: Type.Object({
      trigger: oneOf([...RUN_TRIGGERS], { description: '`push` is a webhook.' }),
      source: Type.String(),
      revision: orNull(Type.String({ examples: ['main@sha1:4f2a…'] })),
      state: oneOf([...RUN_STATES], { description: 'The last four are for good.' }),
      message: Type.String(),
      createdAt: time('When it began.'),
      finishedAt: orNull(time('When its state became one that is for good.')),
      awaited: Type.Array(Type.String(), { description: 'Pods and tenants without a result yet.' }),
      results: Type.Array(
        Type.Object({
          subject: Type.String(),
          outcome: Type.String({ description: 'created, updated, failed, …' }),
          message: Type.String({ description: 'Empty when all went well.' }),
        }),
      ),
    }),
  },
  { description: 'One attempt to bring a revision of a source in force.' },
);

export const RunList = Type.Object(
  { ...version, kind: Type.Literal('RunList'), items: Type.Array(Run) },
  { description: 'The last hundred of this server, newest first.' },
);

const Source = Type.Object(
  {
    ...version,
    kind: Type.Literal('Source'),
    metadata: Type.Object({ name: Type.String() }),
    status: Type.Object({
      kind: oneOf(['folder', 'git'], {}),
      url: orNull(Type.String({ description: 'Without a password.' })),
      ref: orNull(Type.String()),
      path: Type.String(),
      revision: orNull(Type.String({ description: 'In force.' })),
      inForceSince: orNull(time('When it came in force, as far as this server knows.')),
      latestRevision: orNull(Type.String({ description: 'What the latest look found.' })),
      checkedAt: orNull(time('When it was last looked at with success.')),
      ageSeconds: orNull(Type.Integer({ description: 'Since then.' })),
      error: Type.String({ description: 'Why not, or why the latest revision is not in force.' }),
    }),
  },
  { description: 'A folder or repository that is watched.' },
);

export const SourceList = Type.Object({
  apiVersion: Type.Literal(API_VERSION),
  kind: Type.Literal('SourceList'),
  items: Type.Array(Source),
});
