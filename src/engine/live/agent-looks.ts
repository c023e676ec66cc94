import pLimit from 'p-limit';
import type { ObservedContainer, PodRecord } from '../../core/model/observed.ts';
import type { PodKey } from '../../core/model/resource.ts';
import type { LiveLook, LiveLooks } from '../../core/views/live-look.ts';
import { newestContainer, type ObservedPods } from '../../core/views/pod-view.ts';
import type { ContainerRuntime } from '../../ports/container-runtime.ts';
import { lookAt } from '../live-looks.ts';

const LOOKS_AT_ONCE = 16;
/** How long an answer counts: of an agent that serves, and of one that may do so any moment. */
const FRESH_MS = { ready: 30_000, unready: 1000 };
const NOT_ASKED_YET = 'not asked yet since it started';

interface Asked {
  /** Of the process: another start is another one. */
  readonly print: string;
  readonly at: number;
  readonly look: LiveLook;
}

export interface AgentLooksParts {
  readonly runtime: Pick<ContainerRuntime, 'probe' | 'detail'>;
  /** Whether the Engine's published ports are on this machine. */
  readonly local: boolean;
  readonly now: () => Date;
  /** An agent said something else than before. */
  readonly onNews: () => void;
}

/** What agents said of themselves lately. Nobody waits for an answer: until it comes, the records count. */
export class AgentLooks {
  readonly #parts: AgentLooksParts;
  readonly #limit = pLimit(LOOKS_AT_ONCE);
  readonly #asked = new Map<PodKey, Asked>();
  /** With a mark of the asking: one that was overtaken by events counts for nothing. */
  readonly #asking = new Map<PodKey, symbol>();
  /** A pass has just seen how they are, and written it down. */
  readonly #vouched = new Set<PodKey>();
  /** Pods whose process does not run. */
  readonly #gone = new Map<PodKey, LiveLook>();
  #expectant = false;

  constructor(parts: AgentLooksParts) {
    this.#parts = parts;
  }

  /** Something happened to it. */
  forget(pod: PodKey): void {
    this.#asked.delete(pod);
    this.#asking.delete(pod);
    this.#vouched.delete(pod);
  }

  /** The records say how it is now, whatever was heard before. */
  vouch(pod: PodKey): void {
    this.forget(pod);
    this.#vouched.add(pod);
  }

  /** Somebody that was shown last may begin to serve any moment. */
  get isExpectant(): boolean {
    return this.#expectant;
  }

  /** What is known, and asks again where that is old. */
  current(observed: ObservedPods): LiveLooks {
    const records = new Map(observed.records.pods.map((record) => [record.key, record]));
    const containers = Map.groupBy(observed.containers, ({ pod }) => pod);
    const keys = new Set([...records.keys(), ...containers.keys()]);
    for (const key of this.#asked.keys()) if (!keys.has(key)) this.#asked.delete(key);
    for (const key of this.#gone.keys()) if (!keys.has(key)) this.#gone.delete(key);
    const looks = [...keys].flatMap((key): (readonly [PodKey, LiveLook])[] => {
      const container = newestContainer(containers.get(key) ?? [], key);
      if (container?.state !== 'running') return [[key, this.#nobodyThere(key)]];
      this.#gone.delete(key);
      const look = this.#of(key, container, records.get(key));
      return look === undefined ? [] : [[key, look] as const];
    });
    this.#expectant = looks.some(([, { probed }]) => probed?.ready === false);
    return new Map(looks);
  }

  /** The same look for as long as it is so. */
  #nobodyThere(key: PodKey): LiveLook {
    const seenAt = this.#parts.now().toISOString();
    const look = this.#gone.get(key) ?? { startedAt: '', starting: false, seenAt };
    this.#gone.set(key, look);
    return look;
  }

  /** Undefined: what the records say was found out since its start. */
  #of(key: PodKey, container: ObservedContainer, record: PodRecord | undefined) {
    const startedAt = container.detail?.startedAt ?? '';
    const print = `${container.id} ${startedAt}`;
    const asked = this.#asked.get(key);
    const isSame = asked?.print === print;
    // The Engine says that it runs a moment before it says where it listens.
    const isReachable = container.publish.length > 0;
    const now = this.#parts.now().getTime();
    if (isReachable && (!isSame || now - asked.at >= freshMs(asked.look))) {
      this.#ask(key, print, container, record);
    }
    if (isSame) return asked.look;
    const gateway = record?.conditions.find(({ type }) => type === 'GatewayReady');
    const knownAt = Date.parse(gateway?.lastTransitionTime ?? '');
    const isKnown = this.#vouched.has(key) || !(knownAt < Date.parse(startedAt));
    if (!this.#parts.local || isKnown) return undefined;
    const probed = { ready: false, message: NOT_ASKED_YET };
    return { probed, startedAt, starting: true, seenAt: startedAt };
  }

  #ask(
    key: PodKey,
    print: string,
    container: ObservedContainer,
    record: PodRecord | undefined,
  ): void {
    if (this.#asking.has(key)) return;
    const mark = Symbol(key);
    this.#asking.set(key, mark);
    const isCurrent = (): boolean => this.#asking.get(key) === mark;
    const { runtime, local, now } = this.#parts;
    void this.#limit(() => lookAt(runtime, record, container, { local, now: now() }))
      .then((look) => {
        if (isCurrent()) this.#take(key, print, look);
      })
      // The Engine is away, which whoever looks at it next finds out.
      .catch(() => undefined)
      .finally(() => {
        if (isCurrent()) this.#asking.delete(key);
      });
  }

  /** The time of a look is news only where what it says is. */
  #take(key: PodKey, print: string, look: LiveLook): void {
    const before = this.#asked.get(key);
    const isOld = before?.print === print && says(before.look) === says(look);
    const kept = isOld ? before.look : look;
    this.#asked.set(key, { print, at: this.#parts.now().getTime(), look: kept });
    if (!isOld) this.#parts.onNews();
  }
}

function freshMs({ probed }: LiveLook): number {
  return probed?.ready === false ? FRESH_MS.unready : FRESH_MS.ready;
}

function says({ seenAt: _, ...rest }: LiveLook): string {
  return JSON.stringify(rest);
}
