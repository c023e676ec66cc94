/** Binds a state database to one AgentPod instance. */
import { AgentPodError } from '../../core/model/errors.ts';
import type { Database } from './postgres.ts';
import { installation } from './schema.ts';

/**
 * The first writer puts its instance's name down; `StateOfAnotherInstance` (InvalidInput) for every
 * other one: it would take the pods of the first for its own, and prune them.
 */
export async function bindInstance(
  db: Database,
  instance: string,
  readOnly: boolean,
): Promise<void> {
  const [row] = await db.select().from(installation);
  if (row?.instance === instance || (row === undefined && readOnly)) return;
  if (row === undefined) {
    await db.insert(installation).values({ instance }).onConflictDoNothing();
    return;
  }
  throw new AgentPodError(
    'InvalidInput',
    'StateOfAnotherInstance',
    `this state belongs to the AgentPod instance "${row.instance}", not to "${instance}"`,
    { hint: `set AGENTPOD_INSTANCE=${row.instance}, or give "${instance}" a database of its own` },
  );
}
