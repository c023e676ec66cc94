import Value from 'typebox/value';
import type { ApiRoute } from '../../core/api/routes.ts';
import { Problem } from './problem.ts';

/** The query of a request, each value in the form that the route asks for. */
export function readQuery(route: ApiRoute, url: string): Readonly<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const [name, value] of new URL(url).searchParams) {
    const schema = Object.hasOwn(route.query, name) ? route.query[name] : undefined;
    if (schema === undefined) throw invalid(`there is no parameter ${quote(name)}`, route);
    if (Object.hasOwn(found, name)) throw invalid(`${name} is given twice`, route);
    if (!Value.Check(schema, value))
      throw invalid(`${name}: ${quote(value)} is no such value`, route);
    found[name] = value;
  }
  return found;
}

/** The form alone lets a 99th of May through. */
export function requireTime(since: string | undefined): void {
  if (since === undefined || !Number.isNaN(Date.parse(since))) return;
  throw new Problem(400, 'ParameterInvalid', 'since: there is no such time');
}

function invalid(detail: string, { query }: ApiRoute): Problem {
  const names = Object.keys(query).join(', ');
  return new Problem(400, 'ParameterInvalid', detail, {
    hint: names === '' ? 'this takes no parameters' : `parameters are ${names}`,
  });
}

function quote(text: string): string {
  return JSON.stringify(text.slice(0, 60));
}
