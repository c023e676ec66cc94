import { LABEL, podKeyFromLabels } from '../../src/core/desired/names.ts';
import type { PodKey } from '../../src/core/model/resource.ts';
import type { FakeContainer } from '../fakes/fake-objects.ts';
import type { Town } from './town.ts';
import { imageOf, OPENCLAW, PODS, type Wish, WITH_STATE } from './wishes.ts';

/** What differs between the town and what the manifests ask for; empty when nothing does. */
export async function differences(
  town: Town,
  hopeless: ReadonlySet<PodKey>,
): Promise<readonly string[]> {
  const { pods } = await town.database.store.load();
  const found: string[] = [];
  for (const key of PODS.filter((each) => !hopeless.has(each))) {
    const wish = town.manifests.wishes.get(key);
    const record = pods.find((each) => each.key === key);
    const conditions = Object.fromEntries(
      (record?.conditions ?? []).map(({ type, status }) => [type, status]),
    );
    const say = (what: string): void => void found.push(`${key}: ${what}`);
    if (wish !== undefined) {
      comparePod(town, key, wish, say);
      compareRecord(wish, conditions, say);
      compareVolumes(town, key, record?.generation ?? -1, say);
      const rules = town.firewall.rules ?? '';
      if (wish.guarded && !rules.includes(record?.address ?? 'none')) say('no rules know it');
    } else if (town.settings.prune) {
      if (record !== undefined) say('is still on record');
      if (town.engine.containersOf(key).length > 0) say('is still there');
    }
  }
  const ports = pods.map(({ port }) => port);
  if (new Set(ports).size < ports.length) found.push('two pods have one port');
  const isFree = town.database.locks.holder('writer') === undefined;
  if (hopeless.size === 0 && !isFree) found.push('the writer lock is held');
  return found;
}

function comparePod(town: Town, key: PodKey, wish: Wish, say: (what: string) => void): void {
  const containers = town.engine.containersOf(key);
  const [first] = containers;
  if (containers.length !== 1 || first === undefined) return say(`${containers.length} containers`);
  const [, container] = first;
  const isUp = container.state === 'running';
  if (wish.suspended && container.state !== 'exited' && container.state !== 'created') {
    say(`is ${container.state} and should be stopped`);
  }
  if (!wish.suspended && !isUp) say(`is ${container.state}`);
  if (!wish.suspended && !town.engine.isReady(container)) say('does not answer');
  compareSpec(town, key, wish, container, say);
}

function compareSpec(
  town: Town,
  key: PodKey,
  wish: Wish,
  container: FakeContainer,
  say: (what: string) => void,
): void {
  const { spec, volumes } = container;
  if (spec.image !== imageOf(key, wish)) say(`has image ${spec.image}`);
  if (spec.env['MODE'] !== wish.mode) say(`has mode ${spec.env['MODE']}`);
  if (spec.resources.memoryBytes !== 64 * 1024 ** 2) say('has another memory limit');
  if (spec.networks.length !== 1) say(`is in ${spec.networks.length} networks`);
  if (key !== OPENCLAW) return;
  const content = town.engine.host.volumes.get(volumes.config ?? '')?.files.get('openclaw.json');
  const text = new TextDecoder().decode(content?.content);
  if (!text.includes(`"${wish.model}"`)) say('has another model');
}

function compareRecord(
  wish: Wish,
  conditions: Readonly<Record<string, string>>,
  say: (what: string) => void,
): void {
  const isReady = !wish.suspended;
  if ((conditions['Ready'] === 'True') !== isReady) say(`Ready is ${conditions['Ready']}`);
  if (isReady && conditions['InSync'] !== 'True') say(`InSync is ${conditions['InSync']}`);
}

function compareVolumes(
  town: Town,
  key: PodKey,
  generation: number,
  say: (what: string) => void,
): void {
  const own = [...town.engine.host.volumes].filter(
    ([, { labels }]) => podKeyFromLabels(labels) === key,
  );
  for (const [name, { labels }] of own) {
    if (labels[LABEL.role] === 'state') continue;
    if (labels[LABEL.generation] !== String(generation)) say(`volume ${name} is left over`);
  }
  const hasState = own.some(([, { labels }]) => labels[LABEL.role] === 'state');
  if (hasState !== WITH_STATE.has(key)) say(hasState ? 'has a state' : 'has no state');
}
