import { LABEL, podKeyFromLabels } from '../../src/core/desired/names.ts';
import type { PodKey } from '../../src/core/model/resource.ts';
import { type FakeContainer, UP } from '../fakes/fake-objects.ts';
import type { Town } from './town.ts';
import { PODS } from './wishes.ts';

const FELT = new Set(['startContainer', 'stopContainer', 'removeContainer', 'removeVolume']);

/** What must not happen at any moment, whatever goes wrong: looked at before each change. */
export class SafetyWatch {
  readonly #town: Town;
  readonly violations: string[] = [];
  /** A manifest that said so once let the pod's data go. */
  readonly mayLose = new Set<PodKey>();
  /** A hand removed its state: the same name may be filled again only by a hand. */
  readonly lostState = new Set<PodKey>();
  readonly guarded = new Set<PodKey>();

  constructor(town: Town) {
    this.#town = town;
  }

  broken(what: string): void {
    this.violations.push(what);
  }

  before(method: string, name: string): void {
    const { host } = this.#town.engine;
    if (FELT.has(method)) {
      const item = host.containers.get(name) ?? host.volumes.get(name);
      if (item !== undefined && item.labels[LABEL.managed] !== 'true') {
        this.broken(`I2: ${method} ${name}, which is somebody else's`);
      }
    }
    if (method === 'startContainer') this.#beforeStart(name);
    if (method === 'removeVolume') this.#beforeRemoval(name);
    if (method === 'createVolume') this.#beforeVolume(name);
  }

  /** Two processes of one pod would write to one state. */
  #beforeStart(name: string): void {
    const container = this.#town.engine.host.containers.get(name);
    const pod = container && podKeyFromLabels(container.labels);
    if (container === undefined || pod === undefined) return;
    const others = this.#town.engine
      .containersOf(pod)
      .filter(([, each]) => isOther(each, container));
    if (others.length > 0) {
      this.broken(`I1: ${name} starts while ${others.map(([other]) => other).join(', ')} is up`);
    }
    if (!this.guarded.has(pod)) return;
    const { address } = container.spec;
    if (!this.#town.firewall.rules?.includes(address)) {
      this.broken(`${name} starts before the host's rules know it`);
    }
  }

  /** Data goes only when a manifest, or a person, said so. */
  #beforeRemoval(name: string): void {
    const labels = this.#town.engine.host.volumes.get(name)?.labels ?? {};
    const pod = podKeyFromLabels(labels);
    if (labels[LABEL.role] !== 'state' || pod === undefined || this.mayLose.has(pod)) return;
    this.broken(`I7: ${name} is removed, and nobody said so`);
  }

  #beforeVolume(name: string): void {
    const pod = PODS.find((each) => name.endsWith(`_${each.replace('/', '_')}_state`));
    if (pod === undefined || !this.lostState.has(pod)) return;
    if (this.#town.engine.host.volumes.has(name)) return;
    this.broken(`I7: ${name} was lost, and is made again as if nothing had been`);
  }
}

function isOther(each: FakeContainer, container: FakeContainer): boolean {
  return each !== container && UP.has(each.state);
}
