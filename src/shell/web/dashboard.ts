import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { serveStatic } from '@hono/node-server/serve-static';
import { type Context, Hono, type MiddlewareHandler } from 'hono';
import { compress } from 'hono/compress';
import { securityHeaders } from '../security-headers.ts';

/** Its own scripts, styles and data, in no frame; inline styles and scripts are none of them. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
];

const A_YEAR = 'public, max-age=31536000, immutable';

/** The dashboard's pages out of a folder that the build made. Every address that is no file is a page. */
export function createDashboard(folder: string): Hono {
  const app = new Hono();
  app.use(securityHeaders(CONTENT_SECURITY_POLICY));
  app.use(compress());
  // Their names change with their content.
  app.use('/assets/*', cached(A_YEAR));
  if (existsSync(folder)) app.use('/assets/*', serveStatic({ root: folder }));
  app.use('/assets/*', async (context) => context.notFound());
  app.get('*', (context) => page(context, folder));
  return app;
}

function cached(policy: string): MiddlewareHandler {
  return async (context, next) => {
    await next();
    if (context.res.ok) context.header('Cache-Control', policy);
  };
}

async function page(context: Context, folder: string): Promise<Response> {
  const file = await readFile(join(folder, 'index.html'), 'utf8').catch(() => undefined);
  if (file !== undefined) return context.html(file);
  return context.text('The dashboard is not built: npm run build', 503);
}
