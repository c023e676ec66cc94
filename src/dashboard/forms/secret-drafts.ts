import { type ConfigPath, formatConfigPath, valueAt } from '../../core/config-drift/config-path.ts';
import { isJsonObject, type JsonObject } from '../../core/model/json.ts';

/** A value that somebody typed and that is not stored yet; the manifest names it already. */
export interface SecretDraft {
  readonly path: ConfigPath;
  readonly name: string;
  readonly value: string;
}

const MOST = 63;

/** A name that tells what the secret is for and is not taken: `openai-key`, `agent-telegram-bot-token`. */
export function suggestSecretName(path: ConfigPath, pod: string, taken: ReadonlySet<string>) {
  const base = baseName(path, pod)
    .slice(0, MOST - 4)
    .replace(/-+$/, '');
  let name = base;
  for (let count = 2; taken.has(name); count += 1) name = `${base}-${count}`;
  return name;
}

function baseName(path: ConfigPath, pod: string): string {
  const at = path.indexOf('providers');
  const id = path[at + 1];
  if (at !== -1 && id !== undefined) return `${words(id)}-key`;
  const last = path.slice(-2).map(words).join('-');
  return pod === '' ? last : `${words(pod)}-${last}`;
}

function words(text: string): string {
  return text
    .replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '');
}

/** The drafts that the manifest still names. */
export function draftsInUse(
  data: JsonObject,
  drafts: readonly SecretDraft[],
): readonly SecretDraft[] {
  return drafts.filter(({ path, name }) => storedName(data, path) === name);
}

/** The stored secret that a field names; undefined when it names none, or another source. */
export function storedName(data: JsonObject, path: ConfigPath): string | undefined {
  const value = valueAt(data, path);
  const name = isJsonObject(value) ? value['secret'] : undefined;
  return typeof name === 'string' ? name : undefined;
}

export function sameField(a: ConfigPath, b: ConfigPath): boolean {
  return formatConfigPath(a) === formatConfigPath(b);
}

/** `openai` of `openai/gpt-5.2`; undefined while there is no slash. */
export function providerOf(data: JsonObject, path: ConfigPath): string | undefined {
  const model = valueAt(data, path);
  return typeof model === 'string' ? /^([^/]+)\/./.exec(model)?.[1] : undefined;
}
