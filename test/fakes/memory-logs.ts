/** Events and audit in memory, for `memory-store.ts`. */
import type { Subject } from '../../src/core/model/resource.ts';
import type {
  AuditEntry,
  AuditFilter,
  Event,
  EventFilter,
  FollowOptions,
  NewAuditEntry,
  NewEvent,
  Retention,
} from '../../src/ports/state-store.ts';

/** Undefined where the tenant never was. */
type Owned<Row> = Row & { readonly owner: string | undefined };

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

export class MemoryLogs {
  readonly #now: () => Date;
  readonly #owner: (tenant: string) => string | undefined;
  readonly #waiting = new Set<() => void>();
  #events: Owned<Event>[] = [];
  #audit: Owned<AuditEntry>[] = [];
  #lastId = 0;
  #lastTrim: number | undefined;

  /** `owner` gives a tenant's uid by its name. */
  constructor(now: () => Date, owner: (tenant: string) => string | undefined) {
    this.#now = now;
    this.#owner = owner;
  }

  appendEvents(added: readonly NewEvent[]): void {
    for (const event of added) this.#events.push({ ...event, ...this.#stamp(event.subject) });
    for (const wake of this.#waiting) wake();
  }

  /** Of one owner; of all when it is undefined. */
  events(filter: EventFilter, owner?: string): readonly Event[] {
    return this.#events
      .filter((event) => owner === undefined || event.owner === owner)
      .filter((event) => chosen(event, filter) && young(event, filter.since))
      .filter(({ id }) => filter.before === undefined || id < filter.before)
      .toReversed()
      .slice(0, filter.limit)
      .map(withoutOwner);
  }

  async *follow(options: FollowOptions, owner?: string): AsyncGenerator<Event> {
    const { signal } = options;
    let last = options.after ?? this.#lastId;
    while (!signal.aborted) {
      const found = this.#events.filter(
        (event) => event.id > last && (owner === undefined || event.owner === owner),
      );
      last = found.at(-1)?.id ?? last;
      yield* found.filter((event) => chosen(event, options)).map(withoutOwner);
      // Looked at again: the consumer took its time.
      const isCurrent = !this.#events.some(
        (event) => event.id > last && (owner === undefined || event.owner === owner),
      );
      if (isCurrent && !signal.aborted) await this.#news(signal);
    }
  }

  appendAudit(added: readonly NewAuditEntry[]): void {
    for (const entry of added) this.#audit.push({ ...entry, ...this.#stamp(entry.subject) });
  }

  audit(filter: AuditFilter, owner?: string) {
    return this.#audit
      .filter((entry) => owner === undefined || entry.owner === owner)
      .filter(({ subject }) => isAbout(subject, filter.tenant))
      .filter((entry) => young(entry, filter.since))
      .filter(({ id }) => filter.before === undefined || id < filter.before)
      .toReversed()
      .slice(0, filter.limit)
      .map(withoutOwner);
  }

  /** Undefined when it is not yet time again. */
  trim({ eventDays, eventsPerTenant, auditDays }: Retention): number | undefined {
    const now = this.#now().getTime();
    if (this.#lastTrim !== undefined && now - this.#lastTrim < HOUR_MS) return undefined;
    this.#lastTrim = now;
    const before = this.#events.length + this.#audit.length;
    const counts = new Map<string | undefined, number>();
    const keep = this.#events.toReversed().filter((event) => {
      const place = (counts.get(event.owner) ?? 0) + 1;
      counts.set(event.owner, place);
      return place <= eventsPerTenant && now - Date.parse(event.time) <= eventDays * DAY_MS;
    });
    this.#events = keep.toReversed();
    this.#audit = this.#audit.filter(({ time }) => now - Date.parse(time) <= auditDays * DAY_MS);
    return before - this.#events.length - this.#audit.length;
  }

  #stamp(subject: Subject | undefined) {
    this.#lastId += 1;
    const name = subject?.split('/')[1];
    const earlier = this.#events.findLast((event) => event.subject.split('/')[1] === name);
    const owner = name === undefined ? undefined : (this.#owner(name) ?? earlier?.owner);
    return { id: this.#lastId, time: this.#now().toISOString(), owner };
  }

  #news(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        this.#waiting.delete(wake);
        signal.removeEventListener('abort', wake);
        resolve();
      };
      this.#waiting.add(wake);
      signal.addEventListener('abort', wake);
    });
  }
}

function chosen(event: Event, { subject, tenant, type }: Omit<EventFilter, 'limit'>): boolean {
  return (
    (subject === undefined || event.subject === subject) &&
    (tenant === undefined || event.subject.split('/')[1] === tenant) &&
    (type === undefined || event.type === type)
  );
}

function isAbout(subject: Subject | undefined, tenant: string | undefined): boolean {
  return tenant === undefined || subject?.split('/')[1] === tenant;
}

function young({ time }: { readonly time: string }, since: string | undefined): boolean {
  return since === undefined || Date.parse(time) >= Date.parse(since);
}

function withoutOwner<Row>({ owner: _, ...row }: Owned<Row>): Omit<Owned<Row>, 'owner'> {
  return row;
}
