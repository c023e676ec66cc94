import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import { isJsonObject, type JsonValue } from '../model/json.ts';
import { PodManifest } from '../schema/pod.ts';
import { TenantManifest } from '../schema/tenant.ts';
import type { Finding, Kind } from './document.ts';
import { explain } from './explain.ts';
import { type FieldPath, fromPointer } from './field-path.ts';

/** A document against the schema of its kind, with one finding for each thing that is wrong. */

/** More would drown the reader; the count of the rest is said. */
const MAX_FINDINGS = 100;

let validators: Readonly<Record<Kind, ValidateFunction>> | undefined;

/** Compiled on first use, since commands without manifests should not pay for it. */
function validatorFor(kind: Kind): ValidateFunction {
  if (!validators) {
    const ajv = validatorMaker();
    validators = { Pod: ajv.compile(PodManifest), Tenant: ajv.compile(TenantManifest) };
  }
  return validators[kind];
}

/** Its validators say all that `explainErrors` wants to know. */
export function validatorMaker(): Ajv {
  return new Ajv({ allErrors: true, strict: true, verbose: true });
}

/** `written` gives a bare scalar as it stands in the file, which may not be how JSON writes it. */
export function validate(
  kind: Kind,
  value: JsonValue,
  written: (path: FieldPath) => string | undefined,
): readonly Finding[] {
  const validator = validatorFor(kind);
  return validator(value) ? [] : explainErrors(validator, value, written);
}

/** What a validator that said no has found. */
export function explainErrors(
  validator: ValidateFunction,
  value: JsonValue,
  written: (path: FieldPath) => string | undefined,
): readonly Finding[] {
  const errors = relevant(validator.errors ?? []);
  const findings = errors.slice(0, MAX_FINDINGS).map((error) => {
    const path = stepsInto(value, error.instancePath);
    return explain(error, path, written(path));
  });
  if (errors.length <= MAX_FINDINGS) return findings;
  const message = `${errors.length - MAX_FINDINGS} more problems in this document`;
  return [...findings, { path: [], spot: 'value', rule: 'TooManyProblems', message }];
}

/** One error for each value: parts of a union say nothing, and the header has its own messages. */
function relevant(errors: readonly ErrorObject[]): readonly ErrorObject[] {
  const seen = new Set<string>();
  return errors.filter((error) => {
    // That a conditional's branch failed; the branch's own errors say why.
    if (error.keyword === 'if') return false;
    if (/\/anyOf\/\d/.test(error.schemaPath)) return false;
    if (error.propertyName !== undefined && error.keyword !== 'propertyNames') return false;
    const subject = `${error.instancePath}\n${subjectOf(error)}`;
    if (isHeader(error) || seen.has(subject)) return false;
    seen.add(subject);
    return true;
  });
}

/** Which key of a map an error is about; empty when it is about the value as a whole. */
function subjectOf(error: ErrorObject): string {
  const { missingProperty, additionalProperty, propertyName } = error.params;
  return String(missingProperty ?? additionalProperty ?? propertyName ?? '');
}

function isHeader(error: ErrorObject): boolean {
  const key = error.instancePath === '' ? subjectOf(error) : error.instancePath.slice(1);
  return key === 'apiVersion' || key === 'kind';
}

/** Steps into lists become numbers, which a JSON pointer cannot tell from keys. */
function stepsInto(root: JsonValue, pointer: string): FieldPath {
  let value: JsonValue | undefined = root;
  return fromPointer(pointer).map((step) => {
    if (Array.isArray(value)) {
      value = value[Number(step)];
      return Number(step);
    }
    value = isJsonObject(value) ? value[step] : undefined;
    return step;
  });
}
