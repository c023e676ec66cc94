import { Hono } from 'hono';
import { notReady, type ServeStatus } from '../engine/loop/serve-status.ts';
import type { MetricsPage } from './loop-metrics.ts';

export interface ProbeParts {
  readonly status: () => ServeStatus;
  readonly metrics: MetricsPage;
}

/** What looks after the server itself asks: is it alive, does it do its work, how much of it. */
export function createProbes({ status, metrics }: ProbeParts): Hono {
  const app = new Hono();
  app.get('/livez', (context) => context.json({ status: 'ok' }));
  app.get('/readyz', (context) => {
    const now = status();
    const problem = notReady(now);
    const { role, refused, failing, revisions } = now;
    const body = {
      status: problem === '' ? 'ok' : problem,
      role,
      revisions,
      // What exactly is wrong is for the log: whoever may ask here may not see manifests.
      manifestErrors: refused.length,
      failingSources: Object.keys(failing).length,
    };
    return context.json(body, problem === '' ? 200 : 503);
  });
  app.get('/metrics', async (context) =>
    context.body(await metrics.text(), 200, { 'Content-Type': metrics.contentType }),
  );
  return app;
}
