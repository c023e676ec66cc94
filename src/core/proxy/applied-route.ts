import { isJsonObject, type JsonObject, type JsonValue } from '../model/json.ts';

/** What a route that was written says of itself; see `route-file.ts`. */
export interface AppliedRoute {
  /** First path that is the pod's; empty when all of its hosts is. */
  readonly prefix: string;
  /** Whether the proxy lets through only whom it knows. */
  readonly guarded: boolean;
}

const GUARDS = ['basicAuth', 'ipAllowList', 'forwardAuth'];

export function appliedRoute(route: JsonObject): AppliedRoute {
  const guarded = entriesOf(route['http'], 'middlewares').some(([, middleware]) =>
    GUARDS.some((kind) => middleware[kind] !== undefined),
  );
  return { prefix: appliedPrefixes(route)[0] ?? '', guarded };
}

/** Paths that are the pod's, once for each router; none when all of its hosts is. */
export function appliedPrefixes({ http }: JsonObject): string[] {
  // The login's own paths lead to a service of the file, the pod's to one that its container names.
  const routers = entriesOf(http, 'routers').filter(([, { service }]) =>
    String(service).endsWith('@docker'),
  );
  const rules = routers.map(([, router]) => String(router['rule']));
  return rules.flatMap((rule) =>
    [...rule.matchAll(/PathPrefix\(`([^`]+?)\/?`\)/g)].map(([, prefix]) => prefix ?? ''),
  );
}

function entriesOf(http: JsonValue | undefined, part: string): readonly [string, JsonObject][] {
  const found = isJsonObject(http) ? http[part] : undefined;
  if (!isJsonObject(found)) return [];
  return Object.entries(found).flatMap(([name, value]) =>
    isJsonObject(value) ? [[name, value]] : [],
  );
}
