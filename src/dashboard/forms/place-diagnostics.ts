import { formatConfigPath } from '../../core/config-drift/config-path.ts';
import type { Complaint } from './check-value.ts';
import type { Field } from './fields.ts';
import type { SecretDraft } from './secret-drafts.ts';

/** What the server has against an edit. */
export interface Diagnostic {
  readonly file: string;
  readonly line: number;
  readonly severity: 'error' | 'warning';
  readonly rule: string;
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

/** The document that a form is about, and what of it is known not to be stored yet. */
export interface PlaceOfForm {
  readonly file: string;
  readonly first: number;
  readonly last: number;
  readonly drafts: readonly SecretDraft[];
}

/** Puts the errors about one document, by its lines, to the fields that they are about. */
export function placeDiagnostics(
  diagnostics: readonly Diagnostic[],
  { file, first, last, drafts }: PlaceOfForm,
  fields: readonly Field[],
): Placed {
  const awaited = drafts.map(({ path }) => formatConfigPath(path));
  const isAwaited = ({ rule, path }: Diagnostic): boolean =>
    rule === 'SecretMissing' && awaited.some((each) => isAtOrBelow(path, each));
  const names = fields.flatMap(allPaths).toSorted((a, b) => b.length - a.length);
  const atFields = new Map<string, Complaint>();
  const others: Diagnostic[] = [];
  for (const each of diagnostics.filter((item) => item.severity === 'error')) {
    if (isAwaited(each)) continue;
    const isOurs =
      each.path !== '' && each.file === file && each.line >= first && each.line <= last;
    const name = isOurs
      ? (names.find((known) => isAtOrBelow(each.path, known)) ??
        names.findLast((known) => isAtOrBelow(known, each.path)))
      : undefined;
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
