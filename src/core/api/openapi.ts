import type { TSchema } from 'typebox';
import { Name } from '../schema/scalars.ts';
import {
  API_ROOT,
  API_ROUTES,
  type ApiRoute,
  IDEMPOTENCY_KEY_PATTERN,
  methodOf,
  ROUTE_IDS,
} from './routes.ts';
import { SHAPES, type ShapeName } from './shapes.ts';

/** The status API in the words of OpenAPI 3.1, from the routes and shapes that the server uses. */
export function openApi(): object {
  return {
    openapi: '3.1.0',
    info: {
      title: 'AgentPod status API',
      version: 'v1',
      description: 'Looks; what it changes, it changes in manifests. Fields are only ever added.',
    },
    servers: [{ url: API_ROOT }],
    security: [{ token: [] }],
    paths: Object.fromEntries(
      ROUTE_IDS.map((id) => {
        const route: ApiRoute = API_ROUTES[id];
        return [route.path, { [methodOf(route).toLowerCase()]: operation(id, route) }];
      }),
    ),
    components: {
      securitySchemes: {
        token: {
          type: 'http',
          scheme: 'bearer',
          description: 'Made by `agentpod api-token create`.',
        },
      },
      schemas: SHAPES,
    },
  };
}

function operation(id: string, route: ApiRoute): object {
  const inPath = [...route.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: Name,
  }));
  const inQuery = Object.entries(route.query).map(([name, schema]) => parameter(name, schema));
  const header = {
    name: 'Last-Event-ID',
    in: 'header',
    required: false,
    schema: route.query['after'] ?? route.query['since'],
  };
  const note =
    route.action || route.admin
      ? 'For the tokens of administrators.'
      : route.wide && 'Not for the token of a tenant.';
  return {
    operationId: id,
    summary: route.summary,
    ...(note ? { description: note } : {}),
    parameters: [
      ...inPath,
      ...inQuery,
      ...(route.stream || route.followed ? [header] : []),
      ...(route.action ? [IDEMPOTENCY_KEY] : []),
    ],
    ...(route.body ? { requestBody: requestBody(route.body.shape) } : {}),
    responses: {
      ...(route.preview === undefined ? {} : { 200: json('As it would be.', route.preview) }),
      [route.action ? 202 : 200]: {
        description: meaning(route),
        content: {
          [route.stream ? 'text/event-stream' : 'application/json']: { schema: ref(route.answer) },
          ...(route.followed && { 'text/event-stream': { schema: ref(route.followed) } }),
        },
      },
      default: {
        description: 'Why not.',
        content: { 'application/problem+json': { schema: ref('Problem') } },
      },
    },
  };
}

function json(description: string, name: ShapeName): object {
  return { description, content: { 'application/json': { schema: ref(name) } } };
}

function meaning({ stream, action }: ApiRoute): string {
  if (action) return 'It will be done; what comes of it is told by the streams.';
  return stream ? 'One message each, with its id.' : 'As it is now.';
}

const IDEMPOTENCY_KEY = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description: 'The same request with the same key is done once, and answered alike for a day.',
  schema: { type: 'string', pattern: IDEMPOTENCY_KEY_PATTERN },
};

function parameter(name: string, schema: TSchema): object {
  return { name, in: 'query', required: false, schema };
}

function requestBody(shape: string): object {
  return { required: true, content: { 'application/json': { schema: ref(shape) } } };
}

function ref(name: string): object {
  return { $ref: `#/components/schemas/${name}` };
}
