import { Type } from 'typebox';
import { oneOf } from '../schema/combinators.ts';
import {
  ChangePreview,
  ChangeRequest,
  Diagnostic,
  DriftRequest,
  ManifestFile,
  ManifestFileList,
  OpenRequest,
  OwnerLink,
  PodDrift,
  PreviewRequest,
} from './change-shapes.ts';
import { LogLine, PodLogs } from './log-shapes.ts';
import { AuditList, DoctorReport, SecretList } from './operator-shapes.ts';
import { Diff, Plan, PlanList } from './plan-shapes.ts';
import { Pod, Tenant } from './resource-shapes.ts';
import { Run, RunList, SourceList } from './run-shapes.ts';
import { NewSecret } from './secret-shapes.ts';
import { orNull, texts, time, version } from './shape-parts.ts';
import { ChannelList, PodUsage, PodUsageList } from './vital-shapes.ts';

/**
 * What the status API answers, as schemas: the forms that `-o json` prints. Open on purpose: fields
 * are only ever added.
 */

const Event = Type.Object(
  {
    id: Type.Integer({ description: 'Grows with each event; where to go on.' }),
    time: time('When it happened.'),
    subject: Type.String({ examples: ['pod/acme/agent'] }),
    type: oneOf(['Normal', 'Warning'], {}),
    reason: Type.String({ description: 'CamelCase, stable.' }),
    message: Type.String(),
  },
  { description: 'Something that happened to a tenant or a pod.' },
);

const PodList = Type.Object({
  ...version,
  kind: Type.Literal('PodList'),
  items: Type.Array(Pod),
});

const TenantList = Type.Object({
  ...version,
  kind: Type.Literal('TenantList'),
  items: Type.Array(Tenant),
});

const EventList = Type.Object(
  {
    ...version,
    kind: Type.Literal('EventList'),
    metadata: Type.Object({
      continue: orNull(Type.Integer({ description: '`before` of the page of older events.' })),
    }),
    items: Type.Array(Event),
  },
  { description: 'The newest that fit, oldest first.' },
);

const Alert = Type.Object(
  {
    state: oneOf(['firing', 'resolved'], {}),
    key: Type.String({ description: 'The same for as long as it goes on.' }),
    type: Type.String({ description: 'failing, unhealthy, certificate, …', examples: ['failing'] }),
    severity: oneOf(['warning', 'critical'], {}),
    subject: Type.String({ examples: ['pod/acme/agent'] }),
    message: Type.String(),
    repeats: Type.Integer({ description: 'How often it was told again.' }),
    receivers: Type.Array(Type.String(), {
      description: 'Who was told; empty for the tokens of tenants.',
    }),
    since: time('When it began.'),
    told: time('When it was last told.'),
    resolved: orNull(time('When it was over.')),
  },
  { description: 'Something that is wrong, or was.' },
);

const AlertList = Type.Object(
  {
    ...version,
    kind: Type.Literal('AlertList'),
    metadata: Type.Object({
      receivers: Type.Optional(
        Type.Array(
          Type.Object({
            name: Type.String(),
            waiting: Type.Integer(),
            sent: Type.Integer(),
            dead: Type.Integer({ description: 'Given up.' }),
            lastSent: orNull(time('When one was last taken.')),
            lastError: Type.String({ description: 'Of the last try; empty when it was taken.' }),
          }),
          { description: 'How they are reached; not for the tokens of tenants.' },
        ),
      ),
    }),
    items: Type.Array(Alert),
  },
  { description: 'Firing ones first, newest first.' },
);

const Snapshot = Type.Object(
  {
    ...version,
    kind: Type.Literal('Snapshot'),
    tenants: Type.Array(Tenant),
    pods: Type.Array(Pod),
  },
  { description: 'Everything, as the event `snapshot`.' },
);

const Removed = Type.Object(
  {
    ...version,
    kind: Type.Literal('Removed'),
    metadata: Type.Object({
      kind: oneOf(['Pod', 'Tenant'], {}),
      tenant: Type.String(),
      name: Type.String(),
    }),
  },
  { description: 'Who is no more, as the event `removed`.' },
);

const LiveMessage = Type.Union([Snapshot, Pod, Tenant, Removed], {
  description: 'By its event: `snapshot`, `pod`, `tenant` or `removed`.',
});

const Accepted = Type.Object(
  {
    ...version,
    kind: Type.Literal('Accepted'),
    subject: Type.String({ examples: ['pod/acme/agent'] }),
    message: Type.String(),
    file: Type.Optional(Type.String({ description: 'The manifest that was written.' })),
    files: Type.Optional(Type.Array(Type.String(), { description: 'All that were written.' })),
    revision: Type.Optional(Type.String({ description: 'Of the commit.' })),
    notCommitted: Type.Optional(
      Type.String({ description: "Why what was written is not committed, in git's words." }),
    ),
  },
  { description: 'It will be done, or is done already.' },
);

const Health = Type.Object(
  {
    ...version,
    kind: Type.Literal('Health'),
    status: Type.String({ description: '`ok`, or why the server does not do its work.' }),
    role: oneOf(['starting', 'standby', 'leader'], {}),
    revisions: Type.Optional(texts),
    manifestErrors: Type.Optional(texts),
    failingSources: Type.Optional(Type.Record(Type.String(), Type.String())),
  },
  { description: 'How the server itself is; details are not for the tokens of tenants.' },
);

const Problem = Type.Object(
  {
    type: Type.Literal('about:blank'),
    title: Type.String(),
    status: Type.Integer(),
    detail: Type.String(),
    reason: Type.String({ description: 'CamelCase, stable.' }),
    hint: Type.Optional(Type.String()),
    file: Type.Optional(Type.String({ description: 'Of `ManifestChanged`.' })),
    hash: Type.Optional(orNull(Type.String({ description: 'What it has now; null: it is gone.' }))),
    text: Type.Optional(Type.String({ description: 'What it says now.' })),
    diagnostics: Type.Optional(Type.Array(Diagnostic, { description: 'Of `InvalidManifest`.' })),
  },
  { description: 'RFC 9457 problem details.' },
);

export const SHAPES = {
  Pod,
  PodList,
  Tenant,
  TenantList,
  Event,
  EventList,
  LiveMessage,
  Alert,
  AlertList,
  Diff,
  Plan,
  PlanList,
  Accepted,
  ManifestFileList,
  ManifestFile,
  PreviewRequest,
  ChangeRequest,
  ChangePreview,
  PodDrift,
  DriftRequest,
  OpenRequest,
  OwnerLink,
  Run,
  RunList,
  SourceList,
  Health,
  PodUsage,
  PodUsageList,
  ChannelList,
  DoctorReport,
  SecretList,
  AuditList,
  PodLogs,
  LogLine,
  NewSecret,
  Problem,
} as const;

export type ShapeName = keyof typeof SHAPES;
