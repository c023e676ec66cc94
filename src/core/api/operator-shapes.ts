import { Type } from 'typebox';
import { oneOf } from '../schema/combinators.ts';
import { orNull, texts, time, version } from './shape-parts.ts';

/** What only who runs the server may see. */

export const DoctorReport = Type.Object(
  {
    ...version,
    kind: Type.Literal('DoctorReport'),
    ok: Type.Boolean({ description: 'No error; warnings may be there.' }),
    checkedAt: time('When the examination ended. It is made anew every few seconds at most.'),
    items: Type.Array(
      Type.Object({
        check: Type.String({ description: 'Stable, lower case.', examples: ['engine', 'disk'] }),
        severity: oneOf(['ok', 'warning', 'error'], {}),
        message: Type.String(),
        hint: Type.String({ description: 'What to do; empty where there is nothing to do.' }),
      }),
    ),
  },
  { description: 'As `agentpod doctor -o json` says.' },
);

const versioned = {
  version: Type.Integer({ description: '1 at first, one more with each new value.' }),
  fingerprint: Type.String({ description: 'Equal for equal values; tells nothing else.' }),
  since: time('When this version was stored.'),
};

export const SecretList = Type.Object(
  {
    ...version,
    kind: Type.Literal('SecretList'),
    items: Type.Array(
      Type.Object({
        tenant: Type.String(),
        name: Type.String(),
        ...versioned,
        usedBy: Type.Array(Type.String({ examples: ['acme/agent'] }), {
          description: 'Pods that were last applied with it.',
        }),
      }),
      { description: 'Stored by `agentpod secret set`, by tenant and name.' },
    ),
    tokens: Type.Array(
      Type.Object({
        pod: Type.String({ examples: ['acme/agent'] }),
        ...versioned,
        inUse: Type.Boolean({ description: 'False: rotated, and the pod not applied since.' }),
      }),
      { description: 'Of the gateways.' },
    ),
    given: Type.Array(
      Type.Object({
        tenant: Type.String(),
        name: Type.String({ examples: ['provider-openai'] }),
        fingerprint: Type.String(),
        usedBy: texts,
      }),
      { description: 'What pods were given when they were last applied, wherever it came from.' },
    ),
  },
  { description: 'Names, ages and fingerprints; never a value.' },
);

export const AuditList = Type.Object(
  {
    ...version,
    kind: Type.Literal('AuditList'),
    metadata: Type.Object({
      continue: orNull(Type.Integer({ description: '`before` of the page of older entries.' })),
    }),
    items: Type.Array(
      Type.Object({
        id: Type.Integer(),
        time: time('When it was written.'),
        actor: Type.String({ description: 'Who asked.', examples: ['alice@laptop'] }),
        action: Type.String({ examples: ['apply'] }),
        subject: Type.Optional(
          Type.String({ description: 'Absent: the installation.', examples: ['pod/acme/agent'] }),
        ),
        planFingerprint: Type.Optional(Type.String({ description: 'The same for all of a plan.' })),
        result: Type.String({ description: '`started`, then how it came out.' }),
      }),
    ),
  },
  { description: 'Newest first.' },
);
