/**
 * File names of secrets under /run/agentpod/secrets. The manifest's side collects them and the
 * agents' side refers to them, so both take the names from here.
 */
export const GATEWAY_TOKEN = 'gateway-token';

/** Of the names of model providers' keys. */
export const PROVIDER_PREFIX = 'provider-';

export function providerSecretName(provider: string): string {
  return `${PROVIDER_PREFIX}${provider}`;
}

/** `('telegram', 'botToken')` is `channel-telegram-bot-token`. */
export function channelSecretName(channel: string, field: string): string {
  return `channel-${channel}-${field.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** The names and passwords that the reverse proxy asks for: nothing that the pod itself gets. */
export const ROUTE_USERS = 'route-users';
