import { LABEL, podKeyFromLabels } from '../../src/core/desired/names.ts';
import type { PodRecord } from '../../src/core/model/observed.ts';
import type { PodKey } from '../../src/core/model/resource.ts';
import type { FakeContainer } from '../fakes/fake-objects.ts';
import type { Town } from './town.ts';
import { imageOf, OPENCLAW, PODS, WITH_STATE, type Wish } from './wishes.ts';

/** What differs between the town and what the manifests ask for; empty when nothing does. */
export async function differences(
  town: Town,
  hopeless: ReadonlySet<PodKey>,
): Promise<readonly string[]> {
  const { pods } = await town.database.store.load();
  const found: string[] = [];
  for (const key of PODS.filter((each) => !hopeless.has(each))) {
    const record = pods.find((each) => each.key === key);
    compare(town, key, record, (what) => void found.push(`${key}: ${what}`));
  }
  const ports = pods.map(({ port }) => port);
  if (new Set(ports).size < ports.length) found.push('two pods have one port');
  const isFree = town.database.locks.holder('writer') === undefined;
  if (hopeless.size === 0 && !isFree) found.push('the writer lock is held');
  return found;
}

function compare(
  town: Town,
  key: PodKey,
  record: PodRecord | undefined,
  say: (what: string) => void,
): void {
  const wish = town.manifests.wishes.get(key);
  if (wish === undefined) {
    if (!town.settings.prune) return;
    if (record !== undefined) say('is still on record');
    if (town.engine.containersOf(key).length > 0) say('is still there');
    return;
  }
  comparePod(town, key, wish, say);
  compareRecord(wish, record, say);
  compareVolumes(town, key, record?.generation ?? -1, say);
  const rules = town.firewall.rules ?? '';
  if (wish.guarded && !rules.includes(record?.address ?? 'none')) say('no rules know it');
}

function comparePod(town: Town, key: PodKey, wish: Wish, say: (what: string) => void): void {
  const containers = town.engine.containersOf(key);
  const [first] = containers;
  if (containers.length !== 1 || first === undefined) {
    say(`${containers.length} containers`);
    return;
  }
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
  { suspended }: Wish,
  record: PodRecord | undefined,
  say: (what: string) => void,
): void {
  const all = (record?.conditions ?? []).map(({ type, status }) => [type, status]);
  const { Ready, InSync } = Object.fromEntries(all) as Readonly<Record<string, string>>;
  if ((Ready === 'True') === suspended) say(`Ready is ${Ready}`);
  if (!suspended && InSync !== 'True') say(`InSync is ${InSync}`);
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
