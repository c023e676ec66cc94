import { Option } from 'clipanion';
import { API_VERSION } from '../../../core/model/api-version.ts';
import { requireFound } from '../../../engine/require-found.ts';
import type { ServerClient, StreamOptions } from '../../../ports/server-client.ts';
import type { Event, EventFilter, StateStore } from '../../../ports/state-store.ts';
import { BaseCommand } from '../base-command.ts';
import { EXIT } from '../exit-codes.ts';
import { usageError } from '../failure.ts';
import { abortOnInterrupt } from '../flows/interrupts.ts';
import { withWorkspace } from '../flows/planning.ts';
import { eventLine } from '../output/log-lines.ts';
import { outputFormat } from '../output-format.ts';
import { parseCount, timeBefore } from '../quantities.ts';
import { followRemote, remoteEvents } from '../remote/remote-events.ts';
import { serverFlags } from '../remote/server-flags.ts';

/** Of one answer of a server. */
const MOST_EVENTS = 1000;
const TYPES = ['Normal', 'Warning'] as const;

/** `events`: what AgentPod did and saw, oldest first. */
export class EventsCommand extends BaseCommand {
  static override paths = [['events']];
  static override usage = BaseCommand.Usage({
    category: 'Look',
    description: 'Show what happened to tenants and pods.',
    details: `
      The newest events, oldest first. With -w they go on as they come, until Ctrl-C; an outage of the
      state database is waited out, and nothing is left out. With -w and -o json each line is one event.
    `,
    examples: [
      ['The last hour of one customer', '$0 events --tenant acme --since 1h'],
      ['Live, what needs attention', '$0 events -w --type Warning'],
      ['For a script', '$0 events --since 24h -o json'],
    ],
  });

  output = Option.String('-o,--output', { description: 'text or json.' });
  watch = Option.Boolean('-w,--watch', false, { description: 'Go on until Ctrl-C.' });
  tenant = Option.String('--tenant', { description: 'Only of this tenant.' });
  since = Option.String('--since', { description: 'Only what is younger, e.g. 1h.' });
  type = Option.String('--type', { description: 'Normal or Warning; both when absent.' });
  limit = Option.String('--limit', '100', { description: 'At most so many (default 100).' });

  server = serverFlags.server();
  contextName = serverFlags.context();

  protected async run(): Promise<number> {
    const format = outputFormat(this.output, ['text', 'json']);
    const filter = this.filter();
    const remote = await this.remote({ server: this.server, context: this.contextName });
    if (remote !== undefined) return this.runRemote(remote, filter, format);
    const services = await this.services();
    const request = { readOnly: true, command: 'events' };
    return withWorkspace(services.openWorkspace, request, async ({ store }) => {
      const [last] = this.watch ? await store.events({ limit: 1 }) : [];
      const events = (await store.events(filter)).toReversed();
      if (events.length === 0 && !this.watch) await this.explainNone(store);
      if (format === 'json' && !this.watch) {
        this.out.printJson({ apiVersion: API_VERSION, kind: 'EventList', items: events });
        return EXIT.ok;
      }
      for (const event of events) this.show(event, format);
      // One that came between the two looks is newer than the first and may be in the second.
      const after = Math.max(events.at(-1)?.id ?? 0, last?.id ?? 0);
      return this.watch ? this.follow(store, { ...filter, after }, format) : EXIT.ok;
    });
  }

  private async runRemote(
    server: ServerClient,
    { limit, since, tenant, type }: EventFilter,
    format: 'text' | 'json',
  ): Promise<number> {
    const asked = new URLSearchParams({
      ...(tenant === undefined ? {} : { tenant }),
      ...(type === undefined ? {} : { type }),
    });
    const page = new URLSearchParams(asked);
    page.set('limit', String(Math.min(limit, MOST_EVENTS)));
    if (since !== undefined) page.set('since', since);
    const events = (await remoteEvents(server, page)).toReversed();
    if (format === 'json' && !this.watch) {
      this.out.printJson({ apiVersion: API_VERSION, kind: 'EventList', items: events });
      return EXIT.ok;
    }
    if (events.length === 0 && !this.watch) this.out.note('No events.\n');
    for (const event of events) this.show(event, format);
    if (!this.watch) return EXIT.ok;
    const last = events.at(-1)?.id;
    if (last !== undefined) asked.set('after', String(last));
    return this.showAll((options) => followRemote(server, asked, options), format);
  }

  private filter(): EventFilter {
    const { tenant, since, type: given } = this;
    const type = TYPES.find((item) => item.toLowerCase() === given?.toLowerCase());
    if (given !== undefined && type === undefined)
      throw usageError(`--type ${given}: not a type of event`, 'use Normal or Warning');
    return {
      limit: parseCount('--limit', this.limit, 1),
      ...(tenant === undefined ? {} : { tenant }),
      ...(type === undefined ? {} : { type }),
      ...(since === undefined
        ? {}
        : { since: timeBefore(this.context.clock.now(), '--since', since) }),
    };
  }

  private async follow(
    store: StateStore,
    { limit: _, since: __, ...filter }: EventFilter & { readonly after: number },
    format: 'text' | 'json',
  ): Promise<number> {
    return this.showAll((options) => store.follow({ ...filter, ...options }), format);
  }

  private async showAll(
    open: (options: StreamOptions) => AsyncIterable<Event>,
    format: 'text' | 'json',
  ): Promise<number> {
    const interrupts = abortOnInterrupt(this.context);
    try {
      const feed = open({
        signal: interrupts.signal,
        onOutage: (message) => this.out.warn(`${message}; waiting for it`),
      });
      for await (const event of feed) this.show(event, format);
    } finally {
      interrupts.stop();
    }
    return interrupts.code() ?? EXIT.ok;
  }

  private show(event: Event, format: 'text' | 'json'): void {
    this.out.print(
      format === 'json' ? `${JSON.stringify(event)}\n` : eventLine(event, this.out.paint),
    );
  }

  /** A misspelt tenant has no events either. */
  private async explainNone(store: StateStore): Promise<void> {
    const { tenant } = this;
    if (tenant !== undefined && (await store.events({ tenant, limit: 1 })).length === 0) {
      requireFound('tenant', tenant, (await store.load()).tenants, ({ name }) => name);
    }
    this.out.note('No events.\n');
  }
}
