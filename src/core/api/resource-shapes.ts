import { Type } from 'typebox';
import { oneOf } from '../schema/combinators.ts';
import { orNull, texts, time, version } from './shape-parts.ts';

/** Pods and tenants, as `get -o json` prints them. */

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

export const Pod = Type.Object(
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
      drift: orNull(
        Type.Integer({
          description: "Changes since the last apply that are not the agent's own.",
        }),
      ),
      conditions: Type.Array(Condition),
    }),
  },
  { description: 'One agent as it is now.' },
);

const Declared = Type.Object(
  {
    displayName: orNull(Type.String()),
    contact: orNull(Type.String()),
    domain: orNull(Type.String({ examples: ['{pod}.{tenant}.example.com'] })),
    suspended: Type.Boolean(),
    quota: Type.Object({
      pods: orNull(Type.Integer()),
      memory: orNull(Type.String({ examples: ['8Gi'] })),
      cpus: orNull(Type.Number()),
    }),
    defaults: Type.Object(
      {
        image: orNull(Type.String()),
        model: orNull(Type.String()),
        memory: orNull(Type.String({ examples: ['2Gi'] })),
        cpus: orNull(Type.Number()),
        egress: orNull(oneOf(['open', 'none', 'rules'], {})),
        providers: Type.Array(Type.String(), { description: 'By name alone.' }),
        env: Type.Array(Type.String(), { description: 'By name alone.' }),
      },
      { description: 'What its pods inherit.' },
    ),
  },
  {
    description:
      'What its manifest in force says. Only where one tenant is asked for, of the server that leads, and not for the tokens of tenants.',
  },
);

export const Tenant = Type.Object(
  {
    ...version,
    kind: Type.Literal('Tenant'),
    metadata: Type.Object({ name: Type.String(), uid: orNull(Type.String()) }),
    declared: Type.Optional(Declared),
    status: Type.Object({
      pods: Type.Integer(),
      readyPods: Type.Integer(),
      subnet: orNull(Type.String()),
      network: orNull(Type.String()),
    }),
  },
  { description: 'A customer as it is now.' },
);
