import { AgentPodError } from '../../model/errors.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../../model/json.ts';
import type { ConfigIssue, ConfigValidation, ValidatorResult } from '../../model/target.ts';
import { manifestPath } from './manifest-path.ts';
import { CONFIG_FILE } from './paths.ts';

/** The image's own check of openclaw.json. It reads no secret and needs no network. */
export const openclawValidation: ConfigValidation = {
  file: CONFIG_FILE,
  argv: ['openclaw', 'config', 'validate', '--json'],
  env: { OPENCLAW_CONFIG_PATH: `/work/${CONFIG_FILE}`, OPENCLAW_CONFIG_READONLY: '1' },
  parse,
  manifestPath,
};

const ROOT = '<root>';
/** The validator names a key that it does not know in the message and its parent in the path. */
const UNKNOWN_KEYS = /^(?:Unrecognized keys?|.*must not have additional properties): (.+)$/;

function parse(result: ValidatorResult): readonly ConfigIssue[] {
  const answer = readAnswer(result);
  return [
    ...entries(answer['issues']).flatMap((entry) => issues(entry, 'error')),
    ...entries(answer['warnings']).flatMap((entry) => issues(entry, 'warning')),
  ];
}

function readAnswer({ stdout, stderr, exitCode }: ValidatorResult): JsonObject {
  const text = stdout.slice(Math.max(stdout.indexOf('{'), 0));
  const answer = parseJson(text);
  if (isJsonObject(answer) && typeof answer['valid'] === 'boolean') return answer;
  const words = (stderr || stdout).trim().slice(-500);
  throw new AgentPodError(
    'Transient',
    'ValidatorFailed',
    `the image's "config validate" gave no answer (exit code ${exitCode}): ${words}`,
    { hint: 'check that spec.image is an OpenClaw image' },
  );
}

function parseJson(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return undefined;
  }
}

function entries(value: JsonValue | undefined): JsonObject[] {
  return Array.isArray(value) ? value.filter((item) => isJsonObject(item)) : [];
}

function issues(entry: JsonObject, severity: ConfigIssue['severity']): ConfigIssue[] {
  const path = entry['path'] === ROOT ? '' : text(entry['path']);
  const message = text(entry['message']);
  const unknown = UNKNOWN_KEYS.exec(message)?.[1]?.match(/"[^"]+"/g);
  if (!unknown) return [{ severity, path, message }];
  return unknown.map((quoted) => ({
    severity,
    path: join(path, quoted.slice(1, -1)),
    message: `${quoted} is not a key that this version of OpenClaw knows`,
  }));
}

function text(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : '';
}

function join(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`;
}
