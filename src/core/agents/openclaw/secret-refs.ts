import type { JsonObject } from '../../model/json.ts';
import { SECRETS_DIR } from '../container-profile.ts';

/** How openclaw.json points at a secret's file, so that no value ever stands in it. */
const PREFIX = 'agentpod-';

/** With a prefix, since OpenClaw wants a letter first and keeps the name `default` to itself. */
export function secretProviderName(secret: string): string {
  return `${PREFIX}${secret}`;
}

/** An entry of `secrets.providers`: the file holds the value and nothing else. */
export function secretProvider(secret: string): JsonObject {
  return { source: 'file', path: secretPath(secret), mode: 'singleValue' };
}

export function secretRef(secret: string): JsonObject {
  return { source: 'file', provider: secretProviderName(secret), id: 'value' };
}

export function secretPath(secret: string): string {
  return `${SECRETS_DIR}/${secret}`;
}
