import { SECRET_NAME_PATTERN } from '../../core/schema/scalars.ts';
import { usageError } from './failure.ts';

/** Names of secrets and their tenants on the command line. */

const MAX_TENANT = 40;
const MAX_SECRET = 63;

export function requireTenantName(text: string): string {
  if (isName(text, MAX_TENANT)) return text;
  throw usageError(`${text}: not a tenant's name`, form(MAX_TENANT));
}

/** What was typed here may be the secret itself, so it is not repeated. */
export function requireSecretName(text: string): string {
  if (isName(text, MAX_SECRET)) return text;
  throw usageError("that is not a secret's name", form(MAX_SECRET));
}

function isName(text: string, most: number): boolean {
  return text.length <= most && new RegExp(SECRET_NAME_PATTERN).test(text);
}

function form(most: number): string {
  return `lower-case letters, digits and hyphens, at most ${most} characters`;
}
