import { Type } from 'typebox';
import { API_VERSION } from '../model/api-version.ts';
import { oneOf } from '../schema/combinators.ts';
import { ChannelList, PodUsage, PodUsageList } from './vital-shapes.ts';

/**
 * What the status API answers, as schemas: the forms that `-o json` prints. Open on purpose: fields
 * are only ever added.
 */

const version = { apiVersion: Type.Literal(API_VERSION) };
const time = (description: string) => Type.String({ format: 'date-time', description });
const orNull = <T extends Parameters<typeof Type.Union>[0][number]>(type: T) =>
  Type.Union([type, Type.Null()]);
const texts = Type.Array(Type.String());

const Condition = Type.Object(
  {
    type: Type.String({ description: 'Ready, GatewayReady, RouteReady, …' }),
    status: oneOf(['True', 'False', 'Unknown'], {}),
    reason: Type.String({ description: 'CamelCase, stable.' }),
    message: Type.String(),
    lastTransitionTime: time('When it became so.'),
    observedGeneration: Type.Integer(),
  },
  { description: 'One aspect of a pod.' },
);

const Container = Type.Object({
  id: Type.String(),
  name: Type.String(),
  state: Type.String({ description: "The Engine's own word." }),
  networks: texts,
  startedAt: Type.Optional(Type.String()),
  restartCount: Type.Optional(Type.Integer()),
  exitCode: Type.Optional(Type.Integer()),
});

const Pod = Type.Object(
  {
    ...version,
    kind: Type.Literal('Pod'),
    metadata: Type.Object({
      name: Type.String(),
      tenant: Type.String(),
      uid: orNull(Type.String()),
      generation: Type.Integer(),
    }),
    status: Type.Object({
      state: Type.String({ description: 'Running, Starting, NotReady, Crashed, …' }),
      ready: Type.Boolean(),
      readiness: oneOf(['True', 'False', 'Unknown'], {}),
      readinessMessage: Type.String(),
      image: Type.String(),
      imageId: orNull(Type.String()),
      hosts: texts,
      port: orNull(Type.Integer({ description: "On the server's loopback." })),
      urls: texts,
      localUrl: orNull(Type.String()),
      resources: Type.Object({
        cpus: orNull(Type.Number()),
        memoryBytes: orNull(Type.Integer()),
      }),
      suspended: Type.Boolean(),
      specHash: orNull(Type.String()),
      container: orNull(Container),
      conditions: Type.Array(Condition),
    }),
  },
  { description: 'One agent as it is now.' },
);

const Tenant = Type.Object(
  {
    ...version,
    kind: Type.Literal('Tenant'),
    metadata: Type.Object({ name: Type.String(), uid: orNull(Type.String()) }),
    status: Type.Object({
      pods: Type.Integer(),
      readyPods: Type.Integer(),
      subnet: orNull(Type.String()),
      network: orNull(Type.String()),
    }),
  },
  { description: 'A customer as it is now.' },
);

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

const Diff = Type.Object(
  {
    ...version,
    kind: Type.Literal('Diff'),
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
  },
  { description: 'What differs from the manifests in force.' },
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
  Alert,
  AlertList,
  Diff,
  Health,
  PodUsage,
  PodUsageList,
  ChannelList,
  Problem,
} as const;

export type ShapeName = keyof typeof SHAPES;
