import Value from 'typebox/value';
import { SHAPES } from '../../../core/api/shapes.ts';
import type { Plan } from '../../../core/model/operation.ts';
import type { ServerClient } from '../../../ports/server-client.ts';
import { itemsOf, otherVersion } from './remote-sight.ts';

/** What a server would do now, without the operations: those it does not tell in full. */
export async function remotePlan(server: ServerClient, tenant: string | undefined): Promise<Plan> {
  const query = tenant === undefined ? '' : `?${new URLSearchParams({ tenant })}`;
  const [found] = await itemsOf(server, `/plans${query}`, 'PlanList');
  if (!Value.Check(SHAPES.Plan, found)) throw otherVersion(server);
  const { instance, subjects, changes, warnings, refused } = found;
  return {
    instance,
    // The words are those of the plan that the server made its answer from.
    subjects: subjects as Plan['subjects'],
    changes: changes as Plan['changes'],
    operations: [],
    warnings,
    refused,
  };
}
