import { tenantSubject } from '../core/model/resource.ts';
import type { Secret } from '../core/model/secret.ts';
import type { StoreResult } from '../ports/secret-vault.ts';
import { ensureTenant } from './ensure-tenant.ts';
import type { Workspace } from './workspace.ts';

export interface NewSecretValue {
  readonly tenant: string;
  readonly name: string;
  readonly value: Secret;
}

export interface StoreRequest {
  /** Who does it, for the audit. */
  readonly actor: string;
  /** Shown to whoever waits for the lock, and written down: `secret set`. */
  readonly command: string;
  readonly timeoutSeconds: number;
  readonly onWait?: (holder: string) => void;
}

export interface StoredValue extends StoreResult {
  /** The tenant was not on record; it is now, with a subnet of its own. */
  readonly newTenant: boolean;
}

/**
 * Stores a value for a tenant under the writer lock and writes down that it did. `LockHeld` (Conflict);
 * `StateLost` and `NoSubnet` (InvalidInput) of a tenant that cannot be put on record.
 */
export async function storeSecret(
  workspace: Workspace,
  { tenant, name, value }: NewSecretValue,
  { actor, command, ...waiting }: StoreRequest,
): Promise<StoredValue> {
  const { lock, store } = workspace;
  const held = await lock.acquire({ command, ...waiting });
  let stored: StoredValue;
  try {
    const newTenant = await ensureTenant(workspace, tenant);
    stored = { newTenant, ...(await store.vault.store(tenant, name, value)) };
  } finally {
    await held.release();
  }
  const entry = { actor, action: `${command} ${name}`, subject: tenantSubject(tenant) };
  const result = stored.changed ? `version ${stored.version}` : 'unchanged';
  await store.appendAudit([{ ...entry, result }]);
  return stored;
}
