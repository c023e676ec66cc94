import Value from 'typebox/value';
import { SHAPES } from '../../../core/api/shapes.ts';
import type { ServerClient, StreamOptions } from '../../../ports/server-client.ts';
import type { Event } from '../../../ports/state-store.ts';
import { itemsOf, otherVersion } from './remote-sight.ts';

/** Newest first, as the store gives them. */
export async function remoteEvents(
  server: ServerClient,
  query: URLSearchParams,
): Promise<readonly Event[]> {
  const items = await itemsOf(server, `/events?${query}`, 'EventList');
  return items.map((item) => eventIn(server, item)).toReversed();
}

/** As they come. */
export async function* followRemote(
  server: ServerClient,
  query: URLSearchParams,
  options: StreamOptions,
): AsyncGenerator<Event> {
  for await (const { data } of server.stream(`/events/stream?${query}`, options)) {
    yield eventIn(server, JSON.parse(data));
  }
}

function eventIn(server: ServerClient, value: unknown): Event {
  if (!Value.Check(SHAPES.Event, value)) throw otherVersion(server);
  return { ...value, subject: value.subject as Event['subject'] };
}
