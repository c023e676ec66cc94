import { type ConfigPath, overlaps } from '../../core/config-drift/config-path.ts';
import { type ConfigEdit, configEdits } from '../../core/config-drift/edits.ts';
import type { JsonObject, JsonValue } from '../../core/model/json.ts';
import { sameJson } from '../../core/util/same-json.ts';
import type { JsonSchema } from './json-schema.ts';
import { editOwn, readOwn } from './own-text.ts';

/** A field that both changed, each otherwise; undefined: it is not there. */
export interface Collision {
  readonly path: ConfigPath;
  readonly base: JsonValue | undefined;
  readonly theirs: JsonValue | undefined;
  readonly mine: JsonValue | undefined;
}

export interface Merge {
  /** What I changed and they did not. */
  readonly free: readonly ConfigEdit[];
  readonly collisions: readonly Collision[];
}

/** What my edits and theirs, both of the same document, have to do with each other. */
export function compareEdits(base: JsonObject, theirs: JsonObject, mine: JsonObject): Merge {
  const others = configEdits(base, theirs);
  const own = configEdits(base, mine).filter(({ path, after }) => !isDone(others, path, after));
  const meets = (edit: ConfigEdit): readonly ConfigEdit[] =>
    others.filter(({ path }) => overlaps(path, edit.path));
  const free = own.filter((edit) => meets(edit).length === 0);
  const collisions = own.flatMap((edit) =>
    meets(edit)
      .slice(0, 1)
      .map((other) => ({
        path: edit.path,
        base: edit.before,
        theirs: other.after,
        mine: edit.after,
      })),
  );
  return { free, collisions };
}

/** The newer text with my edits in it, and of what collides what was chosen. Undefined where it cannot be edited. */
export function mergeOnto(
  theirs: string,
  { free, collisions }: Merge,
  takesMine: (path: ConfigPath) => boolean,
  schema: JsonSchema,
): string | undefined {
  if (readOwn(theirs).data === undefined) return undefined;
  const chosen = collisions
    .filter(({ path }) => takesMine(path))
    .map(({ path, mine }) => ({ path, value: mine }));
  const values = [...free.map(({ path, after }) => ({ path, value: after })), ...chosen];
  return values.length === 0 ? theirs : editOwn(theirs, values, schema);
}

function isDone(others: readonly ConfigEdit[], path: ConfigPath, after: JsonValue | undefined) {
  return others.some(
    (other) => other.path.join('\0') === path.join('\0') && sameJson(other.after, after),
  );
}
