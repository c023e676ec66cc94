import type { ReadableSource, Secret } from '../core/model/secret.ts';
import type { SopsProblem } from '../core/sops/leaf.ts';

/** Turns references into values, and values into fingerprints that tell nothing. */
export interface SecretReader {
  /**
   * One trailing newline is dropped. InvalidInput with the reason
   * - `SecretMissing` when it is not at hand: a variable is unset, a file is absent, empty, over
   *   64 KiB or not readable, a program failed or took more than 10 s, no age key opens a SOPS file;
   * - `SecretUnchecked` when it is stored in the state, and this reader has none;
   * - `SecretBroken` when a SOPS file was changed after it was encrypted, or is none;
   * - `SecretRefused` when a program may not be run for these manifests, or a file is one of
   *   AgentPod's own or leaves its manifest's folder by a link.
   */
  read(source: ReadableSource): Promise<Secret>;
  /**
   * What is wrong with a manifest file that SOPS encrypted in place; undefined when its MAC fits,
   * so that nothing was added, dropped, moved or changed.
   */
  checkSeal(text: string): Promise<SopsProblem | undefined>;
  /** HMAC-SHA-256 under a key of this installation, hex, cut to 16 characters. */
  fingerprint(value: Secret): string;
}
