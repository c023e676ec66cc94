import type { Secret } from '../core/model/secret.ts';

/** What forges prove to know. */
export interface HookSecrets {
  /** Undefined when hooks for this source are not wanted. `SecretMissing` when its file is gone. */
  find(source: string): Promise<Secret | undefined>;
}
