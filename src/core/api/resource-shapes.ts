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
      conditions: Type.Array(Condition),
    }),
  },
  { description: 'One agent as it is now.' },
);

export const Tenant = Type.Object(
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
