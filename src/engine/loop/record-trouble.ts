import type { Clock } from '../../ports/clock.ts';
import type { StateStore } from '../../ports/state-store.ts';
import type { LoopEvent } from './loop-event.ts';
import { type DownGround, recordDown } from './record-down.ts';

type Store = Pick<StateStore, 'appendAudit'> & DownGround['store'];

/** Writes down what no pass does: manifests that were refused, and pods that keep failing. */
export class TroubleRecorder {
  readonly #store: Store;
  readonly #clock: Pick<Clock, 'now'>;
  readonly #actor: string;
  #writing: Promise<void> = Promise.resolve();

  constructor(store: Store, clock: Pick<Clock, 'now'>, actor: string) {
    this.#store = store;
    this.#clock = clock;
    this.#actor = actor;
  }

  take(event: LoopEvent): void {
    // One after the other, and never in the loop's way: a database that is away is told elsewhere.
    this.#writing = this.#writing.then(() => this.#write(event)).catch(() => undefined);
  }

  settled(): Promise<void> {
    return this.#writing;
  }

  async #write(event: LoopEvent): Promise<void> {
    if (event.kind === 'refused') await this.#refused(event);
    if (event.kind === 'unhealthy' && event.policy !== 'none') await this.#unhealthy(event);
    if (event.kind === 'config-not-applied') {
      const { subject, reason, message } = event;
      await this.#store.appendEvents([{ subject, type: 'Warning', reason, message }]);
    }
    await recordDown({ store: this.#store, clock: this.#clock }, event);
  }

  async #unhealthy({
    subject,
    message: seen,
    policy,
  }: Extract<LoopEvent, { kind: 'unhealthy' }>): Promise<void> {
    const next = policy === 'restart' ? 'it is restarted if that goes on' : 'onUnhealthy: alert';
    const message = `the process runs and does not answer (${seen}); ${next}`;
    await this.#store.appendEvents([{ subject, type: 'Warning', reason: 'Unhealthy', message }]);
  }

  async #refused({
    diagnostics,
    subjects,
  }: Extract<LoopEvent, { kind: 'refused' }>): Promise<void> {
    const errors = diagnostics.filter(({ severity }) => severity === 'error');
    const [first] = errors;
    if (first === undefined) return;
    const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : '';
    const message = `${first.file}:${first.line}: ${first.message}${more}; what was in force stays so`;
    await this.#store.appendEvents(
      subjects.map((subject) => ({ subject, type: 'Warning', reason: 'ManifestInvalid', message })),
    );
    const result = `refused: ${message}`;
    await this.#store.appendAudit([{ actor: this.#actor, action: 'load manifests', result }]);
  }
}
