import { type Static, Type } from 'typebox';
import { oneOf } from '../schema/combinators.ts';
import { Plan } from './plan-shapes.ts';
import { orNull, texts, time, version } from './shape-parts.ts';

/** What changes something: manifests as they are, edits of them, and what those come to. */

const MOST_EDITS = 20;
const MOST_PLACES = 1000;

const fileName = Type.String({
  minLength: 1,
  maxLength: 1024,
  description: 'As the server names it.',
  examples: ['tenants/acme.yaml'],
});

const hash = Type.String({
  minLength: 1,
  maxLength: 128,
  description: 'Another one whenever the text is another.',
});

export const ManifestFileList = Type.Object(
  {
    ...version,
    kind: Type.Literal('ManifestFileList'),
    metadata: Type.Object({
      folders: Type.Array(Type.String(), {
        description: 'Where new files may be, each to be followed by NAME.yaml.',
        examples: [['tenants/']],
      }),
    }),
    items: Type.Array(
      Type.Object({
        file: fileName,
        source: Type.String({ description: 'Name of the source that it comes from.' }),
        editable: Type.Boolean(),
        hash,
        subjects: Type.Array(Type.String(), { examples: [['tenant/acme', 'pod/acme/agent']] }),
      }),
    ),
  },
  { description: 'The manifests that are read, by name.' },
);

export const ManifestFile = Type.Object(
  {
    ...version,
    kind: Type.Literal('ManifestFile'),
    file: fileName,
    hash,
    text: Type.String(),
    editable: Type.Boolean(),
    whyNot: Type.Optional(Type.String({ description: 'And what to do instead.' })),
  },
  { description: 'One manifest as it is.' },
);

const edits = Type.Array(
  Type.Object(
    {
      file: fileName,
      base: Type.Union([hash, Type.Null()], {
        description: 'Hash of the text that was edited; null for a new file.',
      }),
      text: Type.String({ description: 'The whole of it, as it is to be.' }),
    },
    { additionalProperties: false },
  ),
  { minItems: 1, maxItems: MOST_EDITS },
);

const agreed = Type.Optional(
  Type.String({ maxLength: 64, description: 'Of the preview that was agreed to.' }),
);

export const PreviewRequest = Type.Object(
  { edits },
  { additionalProperties: false, description: 'Edits that are only looked at.' },
);

export const ChangeRequest = Type.Object(
  {
    edits,
    message: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 500,
        pattern: '^[^\\u0000-\\u0009\\u000b-\\u001f\\u007f]+$',
        description: 'Of the commit; one is made when absent.',
      }),
    ),
    fingerprint: agreed,
  },
  { additionalProperties: false, description: 'Edits that are written, all or none.' },
);

export const Diagnostic = Type.Object(
  {
    file: Type.String(),
    line: Type.Integer(),
    column: Type.Integer(),
    severity: oneOf(['error', 'warning'], {}),
    rule: Type.String({ description: 'CamelCase, stable.' }),
    path: Type.String({ description: 'Dotted; empty for the whole document.' }),
    message: Type.String(),
    hint: Type.Optional(Type.String()),
  },
  { description: 'What is wrong with a manifest, and where.' },
);

export const ChangePreview = Type.Object(
  {
    ...version,
    kind: Type.Literal('ChangePreview'),
    valid: Type.Boolean(),
    diagnostics: Type.Array(Diagnostic),
    plan: Type.Optional(Plan),
    impact: Type.Array(Type.String(), { description: 'What it costs whom, in sentences.' }),
    fingerprint: Type.String({ description: 'Another one when the plan would be another.' }),
    diffs: Type.Array(
      Type.Object({ file: fileName, diff: Type.String({ description: 'Unified.' }) }),
    ),
  },
  { description: 'What edits come to; `plan` is about what they touch, and absent when invalid.' },
);

const changeValue = orNull(
  Type.Object({
    value: Type.Optional(Type.Unknown()),
    sensitive: Type.Optional(Type.Literal(true)),
  }),
);

export const PodDrift = Type.Object(
  {
    ...version,
    kind: Type.Literal('PodDrift'),
    subject: Type.String(),
    items: Type.Array(
      Type.Object({
        place: Type.String({
          description: 'What `accept` and `revert` take; empty where nobody can decide.',
        }),
        path: Type.String(),
        section: oneOf(['drift'], {}),
        before: changeValue,
        after: changeValue,
        impact: Type.String(),
        owner: Type.Optional(oneOf(['git', 'agent', 'shared'], {})),
        fate: oneOf(['put-back', 'needs-accept', 'left'], {
          description:
            '`put-back` by itself, `needs-accept`: waits for a decision, `left`: its own.',
        }),
        acceptable: Type.Boolean({ description: 'False for secrets and what is no config.' }),
        since: Type.Optional(time('When the file was changed last.')),
      }),
    ),
  },
  { description: 'What was changed behind the manifest of one pod.' },
);

export const DriftRequest = Type.Object(
  {
    places: Type.Optional(
      Type.Array(Type.String({ minLength: 1, maxLength: 2000 }), {
        minItems: 1,
        maxItems: MOST_PLACES,
      }),
    ),
    all: Type.Optional(
      Type.Literal(true, { description: "Instead of places: all but what is the agent's own." }),
    ),
    preview: Type.Optional(
      Type.Boolean({ description: 'Only look: the answer is a ChangePreview, with status 200.' }),
    ),
    fingerprint: agreed,
  },
  { additionalProperties: false, description: 'Which changes are meant.' },
);

export const OpenRequest = Type.Object(
  {
    host: Type.Optional(
      Type.String({ maxLength: 253, description: 'Which of its hosts; the first when absent.' }),
    ),
  },
  { additionalProperties: false, description: 'By which host.' },
);

export const OwnerLink = Type.Object(
  {
    ...version,
    kind: Type.Literal('OwnerLink'),
    url: Type.String({ description: 'Whoever opens it first owns the agent.' }),
    host: Type.String(),
    otherHosts: texts,
    expiresAt: time('When it opens nothing any more.'),
  },
  { description: 'A link that works once.' },
);

export type DriftBody = Static<typeof DriftRequest>;
