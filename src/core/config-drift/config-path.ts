import { isJsonObject, type JsonValue } from '../model/json.ts';

/** Places inside a config file: `channels.telegram.enabled`, `models.providers."a.b".api`. */
export type ConfigPath = readonly string[];

const PLAIN = /^[A-Za-z0-9_-]+$/;
const STEP = /(?:"(?:[^"\\]|\\.)*"|[^."]+)(?=\.|$)/y;

export function formatConfigPath(path: ConfigPath): string {
  return path.map((step) => (PLAIN.test(step) ? step : JSON.stringify(step))).join('.');
}

/** The inverse; also takes the file's name in front, as it is shown. Undefined when it is no path. */
export function parseConfigPath(text: string): ConfigPath | undefined {
  const steps: string[] = [];
  let at = /^[\w-]+\.json:/.exec(text)?.[0].length ?? 0;
  for (;;) {
    STEP.lastIndex = at;
    const found = STEP.exec(text)?.[0];
    const step = found === undefined ? undefined : plainStep(found);
    if (found === undefined || step === undefined) return undefined;
    steps.push(step);
    at += found.length;
    if (at === text.length) return steps;
    at += 1;
  }
}

function plainStep(text: string): string | undefined {
  if (!text.startsWith('"')) return text;
  try {
    return JSON.parse(text) as string;
  } catch {
    return undefined;
  }
}

export function isBelow(path: ConfigPath, ancestor: ConfigPath): boolean {
  return ancestor.every((step, index) => path[index] === step);
}

/** Whether a change at one of them is seen at the other. */
export function overlaps(a: ConfigPath, b: ConfigPath): boolean {
  return isBelow(a, b) || isBelow(b, a);
}

export function valueAt(value: JsonValue | undefined, path: ConfigPath): JsonValue | undefined {
  let found = value;
  for (const step of path) {
    found = isJsonObject(found) && Object.hasOwn(found, step) ? found[step] : undefined;
  }
  return found;
}
