import type { HonoRequest } from 'hono';

/**
 * Whether a page of this very host sent the request. Another pod's host is another origin, even where
 * both lie under one domain and cookies would go along.
 */
export function isSameOrigin(request: HonoRequest, origin: string): boolean {
  const site = request.header('sec-fetch-site');
  const from = request.header('origin');
  if (site !== undefined && site !== 'same-origin') return false;
  if (from !== undefined) return from === origin;
  // Browsers name the origin with every POST, and without it with a GET to their own host.
  return site === 'same-origin' && request.method === 'GET';
}
