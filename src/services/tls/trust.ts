import { createSecureContext, getCACertificates, type SecureContext } from 'node:tls';

/** By authority. Reading some hundred roots takes a tenth of a second, and there are few authorities. */
const contexts = new Map<string | undefined, SecureContext>();

/** Trusts what this machine does, Node's own roots, and the given authority (PEM). */
export function trusting(authority: string | undefined): SecureContext {
  const known = contexts.get(authority);
  if (known !== undefined) return known;
  const roots = new Set([...getCACertificates('default'), ...getCACertificates('system')]);
  if (authority !== undefined) roots.add(authority);
  const context = createSecureContext({ ca: [...roots] });
  contexts.set(authority, context);
  return context;
}
