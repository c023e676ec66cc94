/** The text of an alerts file to what it says, or to all that is wrong with it and where. */
import type { ValidateFunction } from 'ajv';
import type { Finding, ManifestText } from '../manifests/document.ts';
import type { FieldPath } from '../manifests/field-path.ts';
import { describe, offsetOf, toPosition, writtenAt } from '../manifests/positions.ts';
import { quote } from '../manifests/quote.ts';
import { syntaxFindings } from '../manifests/syntax.ts';
import { explainErrors, validatorMaker } from '../manifests/validate.ts';
import { parseYaml, type YamlDocument } from '../manifests/yaml-tree.ts';
import { toValue } from '../manifests/yaml-value.ts';
import { API_VERSION } from '../model/api-version.ts';
import { ManifestError } from '../model/errors.ts';
import { isJsonObject, type JsonValue } from '../model/json.ts';
import { AlertsFile } from '../schema/alerts.ts';
import { type AlertsConfig, type AlertsSpec, alertsConfig } from './alerts-config.ts';
import { checkAlerts } from './check-alerts.ts';

/** Fails with a `ManifestError` that has a diagnostic for each problem. */
export function readAlerts(source: ManifestText): AlertsConfig {
  const tree = parseYaml(source.text);
  const [document, ...others] = tree.documents;
  const place = (offset: number) => toPosition(source, tree, offset);
  const fail = (findings: readonly (Finding & { readonly offset?: number })[]): never => {
    throw new ManifestError(
      findings.map((finding) =>
        describe(
          finding,
          place(finding.offset ?? (document ? offsetOf(document, finding.path, finding.spot) : 0)),
        ),
      ),
      'the alerts file',
    );
  };
  if (document === undefined || tree.stopped !== undefined || others.length > 0) {
    return fail([whole('NotOneDocument', 'an alerts file is one YAML document')]);
  }
  const syntax = syntaxFindings(document);
  if (syntax.length > 0) return fail(syntax);
  const read = toValue(document, (offset) => tree.lines.linePos(offset).line);
  if (read.findings.length > 0) return fail(read.findings);
  const findings = findingsOf(read.value, document);
  if (findings.length > 0) return fail(findings);
  // Validated right above.
  return alertsConfig(read.value as unknown as AlertsSpec);
}

let validator: ValidateFunction | undefined;

function findingsOf(value: JsonValue, document: YamlDocument): readonly Finding[] {
  const header = headerFindings(value);
  if (header.length > 0) return header;
  validator ??= validatorMaker().compile(AlertsFile);
  const written = (path: FieldPath): string | undefined => writtenAt(document, path);
  if (!validator(value)) return explainErrors(validator, value, written);
  return checkAlerts(value as unknown as AlertsSpec);
}

function headerFindings(value: JsonValue): readonly Finding[] {
  if (!isJsonObject(value)) return [whole('NotAlerts', `${quote(value)} is not an alerts file`)];
  const wanted = { apiVersion: API_VERSION, kind: 'Alerts' };
  return Object.entries(wanted).flatMap(([key, text]) => {
    if (value[key] === text) return [];
    const isMissing = value[key] === undefined;
    const message = isMissing
      ? `"${key}" is missing`
      : `${quote(value[key])} is not a known ${key}`;
    const spot = isMissing ? 'parent' : 'value';
    const rule = isMissing ? 'MissingKey' : 'UnknownKind';
    return [{ path: [key], spot, rule, message, hint: `write ${key}: ${text}` } satisfies Finding];
  });
}

function whole(rule: string, message: string): Finding {
  const hint = 'see docs/alerts.md for an example';
  return { path: [], spot: 'value', rule, message, hint };
}
