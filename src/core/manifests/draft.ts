import { isJsonObject, type JsonObject, type JsonValue } from '../model/json.ts';
import type { Manifest } from '../schema/types.ts';
import { nearest } from '../util/suggest.ts';
import type { Finding, Kind } from './document.ts';
import { validate } from './validate.ts';

/**
 * What is left of an invalid document without its invalid parts, so that checks across fields and
 * documents can say at once what is wrong with the rest. Never more than checked: what is left out
 * may be what matters.
 */
export interface Draft {
  readonly manifest: Manifest;
  /** Fields of the spec, or of a tenant's defaults, that something is left out of. */
  readonly doubtful: ReadonlySet<string>;
}

/** Each round leaves out what lacks a key that the round before left out. */
const MAX_ROUNDS = 8;

/** Undefined when it would say nothing: without a name, a tenant or a spec that can be read. */
export function draftOf(
  value: JsonValue,
  kind: Kind,
  findings: readonly Finding[],
): Draft | undefined {
  const doubtful = new Set<string>();
  let rest = value;
  let wrong = findings;
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const paths = wrong.map(pathToLeaveOut);
    if (paths.some(isVital) || !isJsonObject(rest)) return undefined;
    for (const path of paths) {
      for (const field of doubtfulFields(path)) doubtful.add(field);
      rest = without(rest, path);
    }
    wrong = validate(kind, rest, () => undefined);
    // Validated right above; nothing else turns data into a manifest.
    if (wrong.length === 0) return { manifest: rest as unknown as Manifest, doubtful };
  }
  return undefined;
}

/** A list goes as a whole, since positions of its other entries would move. */
function pathToLeaveOut({ path, spot }: Finding): readonly string[] {
  const own = spot === 'parent' ? path.slice(0, -1) : path;
  const index = own.findIndex((step) => typeof step === 'number');
  return own.slice(0, index === -1 ? own.length : index).map(String);
}

const VITAL = ['apiVersion', 'kind', 'metadata', 'metadata.name', 'spec', 'spec.tenant'];

function isVital(path: readonly string[]): boolean {
  return path.length === 0 || VITAL.includes(path.join('.'));
}

/** What checks look at; a misspelt key may be one of them. */
const FIELDS = [
  'agent',
  'defaults',
  'domain',
  'egress',
  'generic',
  'hosts',
  'image',
  'model',
  'providers',
  'quota',
  'resources',
  'tenant',
];

function doubtfulFields([root, first, second]: readonly string[]): readonly string[] {
  if (root !== 'spec' || first === undefined) return [];
  const field = first === 'defaults' && second !== undefined ? second : first;
  const meant = nearest(field, FIELDS);
  return meant === undefined ? [field] : [field, meant];
}

function without(value: JsonObject, [step, ...steps]: readonly string[]): JsonObject {
  if (step === undefined || !Object.hasOwn(value, step)) return value;
  const { [step]: inner, ...rest } = value;
  if (steps.length === 0) return rest;
  return isJsonObject(inner) ? { ...rest, [step]: without(inner, steps) } : value;
}
