import fc from 'fast-check';
import { townCommands } from './commands.ts';
import { differences } from './convergence.ts';
import { Town, type TownSettings } from './town.ts';

/** The longest wait there is, 10 minutes after what only a person can mend, and what begins then. */
const PATIENCE_MS = 900_000;
/** Two looks at everything, and more. */
const REST_MS = 65_000;

const settings: fc.Arbitrary<TownSettings> = fc.record({
  prune: fc.boolean(),
  resyncSeconds: fc.constant(30),
  concurrency: fc.constantFrom(1, 4),
});

/** Whatever happens, and in whatever order: once the trouble is over, all is as it should be. */
export const anySchedule = fc.asyncProperty(
  fc.scheduler(),
  settings,
  townCommands,
  async (scheduler, chosen, commands) => {
    const town = new Town(scheduler, chosen);
    town.startPlane(0);
    await town.idle();
    await fc.asyncModelRun(() => ({ model: {}, real: town }), commands);
    town.mend();
    await converge(town);
    await rest(town);
    const { violations } = town.safety;
    if (violations.length > 0) throw new Error(violations.join('\n'));
  },
);

async function converge(town: Town): Promise<void> {
  const end = town.clock.time + PATIENCE_MS;
  let left: readonly string[] = [];
  for (;;) {
    await town.idle();
    left = await differences(town);
    const next = town.clock.nextAt;
    if (left.length === 0) return;
    if (next === undefined || next > end) break;
    town.clock.moveTo(next);
  }
  throw new Error(`I6: never as the manifests say:\n${left.join('\n')}`);
}

/** I3: who finds nothing to do writes nothing. */
async function rest(town: Town): Promise<void> {
  await town.pass(REST_MS, 20_000);
  const { writes } = town;
  await town.pass(REST_MS, 20_000);
  const left = await differences(town);
  if (left.length > 0) throw new Error(`I4: it did not stay so:\n${left.join('\n')}`);
  if (town.writes !== writes) {
    const journal = town.engine.host.journal.slice(-5).join(', ');
    const stored = town.database.store.writes.slice(-5).join(', ');
    throw new Error(`I3: ${town.writes - writes} writes at rest: ${journal}; ${stored}`);
  }
}
