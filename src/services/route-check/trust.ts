import { createSecureContext, getCACertificates, type SecureContext } from 'node:tls';

/** Reading some hundred roots takes a while, so the last context is kept. */
let last: { readonly authority: string | undefined; readonly context: SecureContext } | undefined;

/** Trusts what this machine does, Node's own roots, and the given authority (PEM). */
export function trusting(authority: string | undefined): SecureContext {
  if (last === undefined || last.authority !== authority) {
    const roots = new Set([...getCACertificates('default'), ...getCACertificates('system')]);
    if (authority !== undefined) roots.add(authority);
    last = { authority, context: createSecureContext({ ca: [...roots] }) };
  }
  return last.context;
}
