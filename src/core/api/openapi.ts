import type { TSchema } from 'typebox';
import { Name } from '../schema/scalars.ts';
import { API_ROOT, API_ROUTES, type ApiRoute, ROUTE_IDS } from './routes.ts';
import { SHAPES } from './shapes.ts';

/** The status API in the words of OpenAPI 3.1, from the routes and shapes that the server uses. */
export function openApi(): object {
  return {
    openapi: '3.1.0',
    info: {
      title: 'AgentPod status API',
      version: 'v1',
      description:
        'Looks, and changes nothing: changes go through manifests. Fields are only ever added.',
    },
    servers: [{ url: API_ROOT }],
    security: [{ token: [] }],
    paths: Object.fromEntries(
      ROUTE_IDS.map((id) => [API_ROUTES[id].path, { get: operation(id, API_ROUTES[id]) }]),
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
    schema: route.query['after'],
  };
  return {
    operationId: id,
    summary: route.summary,
    ...(route.wide ? { description: 'Not for the token of a tenant.' } : {}),
    parameters: [...inPath, ...inQuery, ...(route.stream ? [header] : [])],
    responses: {
      200: {
        description: route.stream ? 'One message each, with its id.' : 'As it is now.',
        content: {
          [route.stream ? 'text/event-stream' : 'application/json']: { schema: ref(route.answer) },
        },
      },
      default: {
        description: 'Why not.',
        content: { 'application/problem+json': { schema: ref('Problem') } },
      },
    },
  };
}

function parameter(name: string, schema: TSchema): object {
  return { name, in: 'query', required: false, schema };
}

function ref(name: string): object {
  return { $ref: `#/components/schemas/${name}` };
}
