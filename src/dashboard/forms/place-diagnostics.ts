import { formatConfigPath } from '../../core/config-drift/config-path.ts';
import type { Complaint } from './check-value.ts';
import type { Field } from './fields.ts';

/** What the server has against an edit. */
export interface Diagnostic {
  readonly file: string;
  readonly line: number;
  readonly severity: 'error' | 'warning';
  readonly path: string;
  readonly message: string;
  readonly hint?: string;
}

export interface Placed {
  /** By the path of the field. */
  readonly atFields: ReadonlyMap<string, Complaint>;
  /** What no field of this form is about. */
  readonly others: readonly Diagnostic[];
}

/** Puts the errors about one document, by its lines, to the fields that they are about. */
export function placeDiagnostics(
  diagnostics: readonly Diagnostic[],
  { file, first, last }: { readonly file: string; readonly first: number; readonly last: number },
  fields: readonly Field[],
): Placed {
  const names = fields.flatMap(allPaths).toSorted((a, b) => b.length - a.length);
  const atFields = new Map<string, Complaint>();
  const others: Diagnostic[] = [];
  for (const each of diagnostics.filter(({ severity }) => severity === 'error')) {
    const isOurs = each.file === file && each.line >= first && each.line <= last;
    const name = isOurs ? names.find((known) => isAtOrBelow(each.path, known)) : undefined;
    if (name === undefined) others.push(each);
    else if (!atFields.has(name)) {
      atFields.set(name, { kind: 'said', message: each.message, hint: each.hint });
    }
  }
  return { atFields, others };
}

function allPaths(field: Field): readonly string[] {
  return [formatConfigPath(field.path), ...field.fields.flatMap(allPaths)].filter(Boolean);
}

function isAtOrBelow(path: string, known: string): boolean {
  return path === known || path.startsWith(`${known}.`) || path.startsWith(`${known}[`);
}
