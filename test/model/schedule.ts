import type { PodKey } from '../../src/core/model/resource.ts';
import { fc } from '../property/fast-check.ts';
import { townCommands } from './commands.ts';
import { DRAIN_MS } from './control-plane.ts';
import { differences } from './convergence.ts';
import { HAND_ACTS } from './hand-acts.ts';
import { MOST_STEPS, Town, type TownSettings } from './town.ts';

/** The longest wait there is, 10 minutes after what only a person can mend, and what begins then. */
const PATIENCE_MS = 900_000;
/** A look at everything, and more. */
const REST_MS = 31_000;
/** What is as it should be is written down by then too. */
const SETTLE_MS = 3000;
/** A minute of backoff after earlier heals, the agent's boot, and a server before that drains. */
const HEAL_MS = 63_000 + DRAIN_MS;

const settings: fc.Arbitrary<TownSettings> = fc.record({
  prune: fc.boolean(),
  resyncSeconds: fc.constant(30),
  concurrency: fc.constantFrom(1, 4),
});

/** Whatever happens, and in whatever order: once the trouble is over, all is as it should be. */
const onTell: ((line: string) => void) | undefined = process.env['TOWN_TELL']
  ? (line) => process.stderr.write(`${line}\n`)
  : undefined;

export const anySchedule = fc.asyncProperty(
  fc.scheduler(),
  settings,
  townCommands,
  async (scheduler, chosen, commands) => {
    const town = new Town(scheduler, chosen);
    town.onTell = onTell;
    town.startPlane(0);
    await town.idle();
    await fc.asyncModelRun(() => ({ model: {}, real: town }), commands);
    onTell?.('--- mended');
    await town.mend();
    const hopeless = town.manifests.hopeless();
    if (hopeless.size > 0) {
      await converge(town, hopeless);
      await healBeside(town, hopeless);
    }
    town.manifests.repair();
    await converge(town, new Set());
    await rest(town);
    const { violations } = town.safety;
    if (violations.length > 0) throw new Error(violations.join('\n'));
  },
);

/** `hopeless`: pods that cannot become as their manifest says, and must be in nobody's way. */
async function converge(town: Town, hopeless: ReadonlySet<PodKey>): Promise<void> {
  const end = town.clock.time + PATIENCE_MS;
  let left: readonly string[] = [];
  for (;;) {
    await town.idle();
    left = await differences(town, hopeless);
    const next = town.clock.nextAt;
    if (left.length === 0) return;
    if (next === undefined || next > end) break;
    town.clock.moveTo(next);
  }
  throw new Error(`I6: never as the manifests say:\n${left.join('\n')}`);
}

/** I10: a pod that somebody stops comes back, whatever becomes of those beside it. */
async function healBeside(town: Town, hopeless: ReadonlySet<PodKey>): Promise<void> {
  // Who stops a pod that is just being updated has the update undone, and tried again much later.
  await town.pass(SETTLE_MS, MOST_STEPS);
  for (const [pod, { suspended }] of town.manifests.wishes) {
    if (!suspended && !hopeless.has(pod)) HAND_ACTS['docker stop'](town, pod);
  }
  await town.pass(HEAL_MS, MOST_STEPS);
  const left = await differences(town, hopeless);
  if (left.length > 0) throw new Error(`I10: one pod keeps others waiting:\n${left.join('\n')}`);
}

/** I3: who finds nothing to do writes nothing. */
async function rest(town: Town): Promise<void> {
  await town.pass(REST_MS, MOST_STEPS);
  const { writes } = town;
  await town.pass(REST_MS, MOST_STEPS);
  const left = await differences(town, new Set());
  if (left.length > 0) throw new Error(`I4: it did not stay so:\n${left.join('\n')}`);
  if (town.writes !== writes) {
    const journal = town.engine.host.journal.slice(-5).join(', ');
    const stored = town.database.store.writes.slice(-5).join(', ');
    throw new Error(`I3: ${town.writes - writes} writes at rest: ${journal}; ${stored}`);
  }
}
