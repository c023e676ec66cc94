import type { ErrorObject } from 'ajv';
import { PLANNED_KEYS, READ_KEYS, RESERVED_PREFIX } from '../schema/metadata.ts';
import { SECRET_REFERENCE_TITLE } from '../schema/scalars.ts';
import { suggestSize } from '../util/size.ts';
import { nearest } from '../util/suggest.ts';
import type { Finding } from './document.ts';
import { explainType } from './explain-type.ts';
import type { FieldPath } from './field-path.ts';
import { plainText, quote } from './quote.ts';
import { hintFrom, notA, ruleOf, type SchemaWords, withArticle } from './schema-words.ts';

/**
 * One schema error as a sentence: what is wrong with which text, and what to write instead. Values
 * of secret references are never quoted, since what is wrong may be a secret in the wrong place.
 */
export function explain(error: ErrorObject, path: FieldPath, written: string | undefined): Finding {
  const schema = (error.parentSchema ?? {}) as SchemaWords;
  if (error.keyword === 'type') return explainType(error, path, schema, written);
  const explainer = EXPLAINERS[error.keyword] ?? explainForm;
  return explainer(error, path, schema);
}

type Explainer = (error: ErrorObject, path: FieldPath, schema: SchemaWords) => Finding;

const EXPLAINERS: Readonly<Record<string, Explainer>> = {
  additionalProperties: explainUnknownKey,
  anyOf: explainSecretReference,
  enum: explainEnum,
  exclusiveMinimum: explainRange,
  maxItems: explainCount,
  maxLength: explainLength,
  maximum: explainRange,
  minItems: explainCount,
  minLength: explainLength,
  minimum: explainRange,
  propertyNames: explainKeyForm,
  required: explainMissing,
  uniqueItems: explainDuplicate,
};

function explainUnknownKey(error: ErrorObject, path: FieldPath, schema: SchemaWords): Finding {
  const key = String(error.params['additionalProperty']);
  const at = { path: [...path, key], spot: 'key' } as const;
  if (path.length === 0 && key === 'status') {
    const message = '"status" is written by AgentPod, never by hand';
    return { ...at, rule: 'StatusInManifest', message, hint: 'remove it' };
  }
  const known = Object.keys(schema.properties ?? {});
  const meant = nearest(key, known);
  const hint = meant ? `did you mean ${meant}?` : `known keys: ${known.join(', ')}`;
  return { ...at, rule: 'UnknownKey', message: `${quote(key)} is not a known key`, hint };
}

function explainKeyForm(error: ErrorObject, path: FieldPath, schema: SchemaWords): Finding {
  const key = String(error.params['propertyName']);
  const form = schema.propertyNames ?? {};
  if (key.startsWith(RESERVED_PREFIX)) return explainReserved(key, path);
  const at = { path: [...path, key], spot: 'key' } as const;
  return { ...at, rule: ruleOf(form), message: notA(key, form), ...hintFrom(form) };
}

/** Accepting them unread would promise what this version does not keep. */
function explainReserved(key: string, path: FieldPath): Finding {
  const at = { path: [...path, key], spot: 'key' } as const;
  if (PLANNED_KEYS.includes(key)) {
    const message = `${quote(key)} is not supported by this version`;
    return { ...at, rule: 'UnsupportedKey', message, hint: 'remove it' };
  }
  if (READ_KEYS.includes(key)) {
    const message = `${quote(key)} is an annotation`;
    return { ...at, rule: 'MisplacedKey', message, hint: 'put it below metadata.annotations' };
  }
  const meant = nearest(key, [...PLANNED_KEYS, ...READ_KEYS]);
  const isRead = meant !== undefined && READ_KEYS.includes(meant);
  const message = `${quote(key)} is not a known key, and ${RESERVED_PREFIX} is reserved`;
  const hint = meant
    ? `did you mean ${meant}?${isRead ? '' : ' It is not supported by this version either'}`
    : 'use a prefix of your own';
  return { ...at, rule: 'UnknownKey', message, hint };
}

function explainMissing(error: ErrorObject, path: FieldPath, schema: SchemaWords): Finding {
  const key = String(error.params['missingProperty']);
  const wanted = schema.properties?.[key] ?? {};
  const at = { path: [...path, key], spot: 'parent' } as const;
  return { ...at, rule: 'MissingKey', message: `"${key}" is missing`, ...hintFrom(wanted, key) };
}

const REFERENCE_FORMS =
  'write {secret: NAME}, {env: NAME}, {file: path}, {sops: path, key: name} or {exec: [program, argument]}';

function explainSecretReference(error: ErrorObject, path: FieldPath): Finding {
  const at = { path, spot: 'value', hint: REFERENCE_FORMS } as const;
  if (typeof error.data === 'string') {
    const message = "a secret's value does not belong in a manifest";
    return { ...at, rule: 'SecretInManifest', message };
  }
  if (isPlainValue(error.data)) {
    const message = "a secret's value belongs in a manifest only when SOPS has encrypted it";
    const hint = `run sops encrypt --in-place --encrypted-regex '^value$' FILE, or ${REFERENCE_FORMS}`;
    return { path: [...path, 'value'], spot: 'key', rule: 'SecretInManifest', message, hint };
  }
  const message = `this is not ${withArticle(SECRET_REFERENCE_TITLE)}`;
  return { ...at, rule: 'SecretReferenceFormat', message };
}

function isPlainValue(data: unknown): boolean {
  return typeof data === 'object' && data !== null && Object.keys(data).join() === 'value';
}

function explainEnum(error: ErrorObject, path: FieldPath, schema: SchemaWords): Finding {
  const allowed = (schema.enum ?? []).map(String);
  const meant = nearest(plainText(error.data), allowed);
  const hint = meant ? { hint: `did you mean ${meant}?` } : {};
  const message = `${quote(error.data)} is not one of ${allowed.join(', ')}`;
  return { path, spot: 'value', rule: 'NotAllowed', message, ...hint };
}

/** Patterns, and whatever keyword a schema may use one day. */
function explainForm(error: ErrorObject, path: FieldPath, schema: SchemaWords): Finding {
  const at = { path, spot: 'value', rule: ruleOf(schema) } as const;
  const meant = SUGGESTIONS[schema.title ?? '']?.(plainText(error.data));
  const hint = meant ? { hint: `write ${meant}` } : hintFrom(schema);
  return { ...at, message: notA(error.data, schema), ...hint };
}

/** What was likely meant, by the form's title. */
const SUGGESTIONS: Readonly<Record<string, (text: string) => string | undefined>> = {
  size: suggestSize,
  'pinned image': (text) =>
    /^[a-z0-9.-]+(:\d+)?(\/[a-z0-9._-]+)*$/.test(text) ? `${text}:VERSION` : undefined,
};

function explainLength(error: ErrorObject, path: FieldPath, schema: SchemaWords): Finding {
  const { limit } = error.params;
  const { length } = plainText(error.data);
  const message =
    error.keyword === 'minLength'
      ? 'the text is empty'
      : `${quote(error.data)} is too long: ${length} characters, at most ${limit} are allowed`;
  return { path, spot: 'value', rule: 'TextLength', message, ...hintFrom(schema) };
}

const COMPARISONS: Readonly<Record<string, string>> = {
  minimum: 'less than',
  exclusiveMinimum: 'not more than',
  maximum: 'more than',
};

function explainRange(error: ErrorObject, path: FieldPath, schema: SchemaWords): Finding {
  const message = `${quote(error.data)} is ${COMPARISONS[error.keyword]} ${error.params['limit']}`;
  return { path, spot: 'value', rule: 'OutOfRange', message, ...hintFrom(schema) };
}

function explainCount(error: ErrorObject, path: FieldPath): Finding {
  const at = { path, spot: 'value', rule: 'ListLength' } as const;
  if (error.keyword === 'minItems') {
    return { ...at, message: 'the list is empty', hint: 'add an entry or remove the key' };
  }
  const { length } = error.data as readonly unknown[];
  return {
    ...at,
    message: `the list has ${length} entries, at most ${error.params['limit']} are allowed`,
  };
}

function explainDuplicate(error: ErrorObject, path: FieldPath): Finding {
  const index = Math.max(Number(error.params['i']), Number(error.params['j']));
  const item = (error.data as readonly unknown[])[index];
  const message = `${quote(item)} is there twice`;
  return {
    path: [...path, index],
    spot: 'value',
    rule: 'DuplicateItem',
    message,
    hint: 'keep one of them',
  };
}
