import type { ConfigCure } from '../../core/health/config-cure.ts';
import type { DesiredState } from '../../core/model/desired.ts';
import type { ObservedState } from '../../core/model/observed.ts';
import type { PodKey, Subject } from '../../core/model/resource.ts';
import type { Places } from '../places.ts';
import type { SharedLock } from '../shared-lock.ts';
import type { Workspace } from '../workspace.ts';
import type { OnLoopEvent } from './loop-event.ts';
import type { PodPlaces } from './pod-places.ts';
import type { Turns } from './turns.ts';

/** What all passes of one loop share. */
export interface PassGround {
  readonly workspace: Workspace;
  readonly lock: SharedLock;
  /** Of passes that change what pods of others stand on too. */
  readonly turns: Turns;
  readonly places: Places;
  /** Of them, those of pods. */
  readonly podPlaces: PodPlaces;
  readonly actor: string;
  readonly onLoopEvent: OnLoopEvent;
  /** Why subjects were blocked when that was last written down. */
  readonly blocked: Map<Subject, string>;
  readonly health: HealthLooks;
  readonly configs: ConfigLooks;
  /** Who counts deaths. */
  readonly deaths: { see(observed: ObservedState): void };
}

/** What gateways said of the config that they run. */
interface ConfigLooks {
  readonly cures: ReadonlyMap<PodKey, ConfigCure>;
  see(desired: DesiredState, observed: ObservedState): void;
  healed(key: PodKey): void;
}

/** What is known of the pods by asking them, and who wants to know which there are. */
interface HealthLooks {
  readonly hung: ReadonlyMap<PodKey, string>;
  readonly watched: ReadonlySet<PodKey>;
  see(desired: DesiredState, observed: ObservedState): void;
}
