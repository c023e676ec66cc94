import type { SecretRef } from '../../core/model/secret.ts';
import { usageError } from './failure.ts';

/** `secret:NAME`, `env:NAME` and `file:PATH`: where a secret is. The value itself has no place on a command line. */
export function parseSecretRef(flag: string, text: string): SecretRef {
  const [, kind, rest] = /^(secret|env|file):(.+)$/s.exec(text) ?? [];
  if (kind === 'secret' && rest !== undefined) return { secret: rest };
  if (kind === 'env' && rest !== undefined) return { env: rest };
  if (kind === 'file' && rest !== undefined) return { file: rest };
  // What was given may be the secret itself, so it is not repeated.
  throw usageError(
    `${flag}: not a reference to a secret`,
    'write secret:NAME, env:NAME or file:PATH, never the value',
  );
}

/** `openai=env:OPENAI_API_KEY`, several of them. */
export function parseProviders(flags: readonly string[]): Record<string, SecretRef> {
  return Object.fromEntries(
    flags.map((flag) => {
      const [, id, reference] = /^([a-z0-9-]+)=(.*)$/s.exec(flag) ?? [];
      if (id === undefined || reference === undefined) {
        throw usageError('--provider: the form is ID=secret:NAME, ID=env:NAME or ID=file:PATH');
      }
      return [id, parseSecretRef(`--provider ${id}`, reference)];
    }),
  );
}
