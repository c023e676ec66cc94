import type { AlertsConfig } from '../../core/alerts/alerts-config.ts';
import type { DesiredState } from '../../core/model/desired.ts';
import type { AlertSender } from '../../ports/alert-sender.ts';
import type { Diagnosis } from '../../ports/diagnosis.ts';
import { nextDesired } from '../loop/desired-in-force.ts';
import type { LoopEvent, OnLoopEvent } from '../loop/loop-event.ts';
import type { Workspace } from '../workspace.ts';
import { AlertDesk } from './alert-desk.ts';
import { Courier } from './courier.ts';
import { checkSlowly } from './slow-checks.ts';

/** Who is told of trouble, and with what; the same for as long as the server runs. */
export interface Alerting {
  readonly config: AlertsConfig;
  readonly sender: AlertSender;
  readonly diagnosis: Pick<Diagnosis, 'machine' | 'hosts'>;
  readonly newId: () => string;
}

interface Ground {
  readonly workspace: Pick<Workspace, 'store' | 'clock' | 'certificates'>;
  /** From 0 to below 1. */
  readonly random: () => number;
  readonly onLoopEvent: OnLoopEvent;
}

/** A start has more to do than this. */
const FIRST_CHECK_MS = 60_000;
const CHECK_MS = 3_600_000;

/** The alerts of a server that leads: a desk that writes down, and a courier for each receiver. */
export class Alerts {
  readonly #alerting: Alerting;
  readonly #ground: Ground;
  readonly #desk: AlertDesk;
  readonly #couriers: readonly Courier[];
  #desired: DesiredState | undefined;

  constructor(alerting: Alerting, ground: Ground) {
    const { config, sender, newId } = alerting;
    const { workspace, random, onLoopEvent } = ground;
    const { clock } = workspace;
    const store = workspace.store.alerts;
    this.#alerting = alerting;
    this.#ground = ground;
    this.#couriers = config.receivers.map(
      ({ name: receiver }) => new Courier({ store, sender, receiver, clock, random, onLoopEvent }),
    );
    const onRecorded = (): void => {
      for (const courier of this.#couriers) courier.ring();
    };
    this.#desk = new AlertDesk({ store, config, clock, newId, onLoopEvent, onRecorded });
  }

  /** Costs the loop nothing: see `AlertDesk`. */
  take(event: LoopEvent): void {
    this.#desired = nextDesired(this.#desired, event);
    this.#desk.take(event);
  }

  /** Until the signal aborts; never rejects. */
  async run(signal: AbortSignal): Promise<void> {
    const { workspace } = this.#ground;
    const names = this.#alerting.config.receivers.map(({ name }) => name);
    await workspace.store.alerts
      .abandon(names, workspace.clock.now().getTime())
      .catch(() => undefined);
    await Promise.all([
      this.#desk.run(signal),
      this.#check(signal),
      ...this.#couriers.map((courier) => courier.run(signal)),
    ]);
  }

  async #check(signal: AbortSignal): Promise<void> {
    const { clock, certificates } = this.#ground.workspace;
    const { diagnosis } = this.#alerting;
    await clock.sleep(FIRST_CHECK_MS, signal);
    while (!signal.aborted) {
      this.#desk.hear(await checkSlowly({ diagnosis, certificates, clock }, this.#desired));
      await clock.sleep(CHECK_MS, signal);
    }
  }
}
