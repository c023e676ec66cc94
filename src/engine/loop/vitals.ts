import type { PodKey, Subject } from '../../core/model/resource.ts';
import { podSubject } from '../../core/model/resource.ts';
import type { ChannelReport } from '../../core/views/channel-report.ts';
import { UsageHistory } from '../usage/usage-history.ts';
import type { LoopEvent } from './loop-event.ts';

/** What the loop last told of each pod: what it uses, and its channels. For whoever shows it. */
export class Vitals {
  readonly usage = new UsageHistory();
  readonly #channels = new Map<Subject, readonly ChannelReport[]>();

  readonly take = (event: LoopEvent): void => {
    this.usage.take(event);
    if (event.kind === 'state-lost' || event.kind === 'standby') this.#channels.clear();
    if (event.kind !== 'channels') return;
    if (event.accounts.length === 0) this.#channels.delete(event.subject);
    else this.#channels.set(event.subject, event.accounts);
  };

  /** Empty where nobody asks, or nothing is known. */
  channels(key: PodKey): readonly ChannelReport[] {
    return this.#channels.get(podSubject(key)) ?? [];
  }
}
