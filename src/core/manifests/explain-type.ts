import type { ErrorObject } from 'ajv';
import type { Finding } from './document.ts';
import type { FieldPath } from './field-path.ts';
import { plainText, quote } from './quote.ts';
import { hintFrom, notA, ruleOf, type SchemaWords } from './schema-words.ts';

/** A value of the wrong YAML type, with the usual slips named: quotes, `yes`, an empty value. */

const WANTED: Readonly<Record<string, string>> = {
  array: 'a list',
  boolean: 'true or false',
  integer: 'a whole number',
  number: 'a number',
  object: 'a map',
  string: 'text',
};

/** What YAML 1.1 read as booleans and 1.2 reads as text. */
const OLD_BOOLEANS: Readonly<Record<string, boolean>> = {
  y: true,
  yes: true,
  on: true,
  n: false,
  no: false,
  off: false,
};

/** `written` is a bare scalar as it stands in the file: `010`, which JSON would write as 10. */
export function explainType(
  error: ErrorObject,
  path: FieldPath,
  schema: SchemaWords,
  written: string | undefined,
): Finding {
  const { data } = error;
  const wanted = String(error.params['type']);
  const at = { path, spot: 'value' } as const;
  if (data === null) {
    const message = `nothing is written here, ${WANTED[wanted]} is wanted`;
    return { ...at, rule: 'WrongType', message, hint: 'give it a value or remove the key' };
  }
  const bare = typeof data === 'object' || typeof data === 'string' ? undefined : written;
  const slip = slipHint(data, wanted, schema, bare);
  const hint = slip ? { hint: slip } : hintFrom(schema);
  if (schema.title && typeof data !== 'object') {
    return { ...at, rule: ruleOf(schema), message: notA(data, schema, bare), ...hint };
  }
  const message = `${bare ?? quote(data)} is not ${WANTED[wanted]}`;
  return { ...at, rule: 'WrongType', message, ...hint };
}

function slipHint(
  data: unknown,
  wanted: string,
  schema: SchemaWords,
  bare: string | undefined,
): string | undefined {
  if (wanted === 'boolean' && typeof data === 'string') return booleanHint(data);
  const numeric = wanted === 'number' || wanted === 'integer';
  if (numeric && typeof data === 'string' && /^-?\d+(\.\d+)?$/.test(data)) {
    return `remove the quotes: ${data.slice(0, 20)}`;
  }
  const text = bare ?? plainText(data);
  const fits = new RegExp(schema.pattern ?? '').test(text);
  return wanted === 'string' && typeof data !== 'object' && fits
    ? `put it in quotes: "${text}"`
    : undefined;
}

function booleanHint(text: string): string | undefined {
  const lower = text.toLowerCase();
  if (lower === 'true' || lower === 'false') return `remove the quotes: ${lower}`;
  const meant = Object.hasOwn(OLD_BOOLEANS, lower) ? OLD_BOOLEANS[lower] : undefined;
  return meant === undefined ? undefined : `YAML 1.2 reads ${text} as text; write ${meant}`;
}
