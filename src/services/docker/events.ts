import type { IncomingMessage } from 'node:http';
import { LABEL, podKeyFromLabels } from '../../core/desired/names.ts';
import type { RuntimeEvent } from '../../ports/runtime-event.ts';
import type { Engine } from './engine.ts';
import { toFailure } from './errors.ts';
import { isOurs } from './from-engine.ts';
import { HELPER_LABEL } from './helper-container.ts';
import { isProxyRole } from './proxy-from-engine.ts';

/**
 * Events of one instance's containers and of all networks, until the signal aborts. Fails as soon as
 * the Engine goes away; what happened until a new call is not told.
 */
export async function* readEvents(
  engine: Engine,
  instance: string,
  signal: AbortSignal,
): AsyncIterable<RuntimeEvent> {
  const doing = 'waiting for events';
  // The Engine answers a moment before it listens: it gives what happened since out of its memory.
  const since = Math.floor(Date.now() / 1000);
  const filters = JSON.stringify({ type: ['container', 'network'] });
  const query = { filters, since };
  const stream = await engine.stream({ method: 'GET', path: '/events', query, doing });
  const stop = (): unknown => stream.destroy();
  signal.addEventListener('abort', stop, { once: true });
  try {
    if (signal.aborted) return;
    yield { kind: 'connected' };
    for await (const line of linesOf(stream)) {
      const event = toRuntimeEvent(line, instance);
      if (event !== undefined) yield event;
    }
  } catch (error) {
    if (!signal.aborted) throw toFailure(error, doing, engine.host.address);
  } finally {
    signal.removeEventListener('abort', stop);
    stream.destroy();
  }
}

async function* linesOf(stream: IncomingMessage): AsyncIterable<string> {
  let rest = '';
  stream.setEncoding('utf8');
  for await (const chunk of stream) {
    const lines = `${rest}${String(chunk)}`.split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
}

/** The parts of the Engine's message that we read. */
interface RawEvent {
  readonly Type?: string;
  readonly Action?: string;
  readonly Actor?: { readonly Attributes?: Readonly<Record<string, string>> };
}

/** Undefined for a line that says nothing to us. */
export function toRuntimeEvent(line: string, instance: string): RuntimeEvent | undefined {
  const { Type, Action, Actor } = parse(line);
  const attributes = Actor?.Attributes ?? {};
  if (Action === undefined) return undefined;
  // `exec_start: sh -c …` holds what was run, which is nobody's business here.
  const action = Action.split(':', 1)[0] ?? '';
  if (action.startsWith('exec_')) return undefined;
  if (Type === 'network') {
    const { name: network } = attributes;
    return network === undefined ? undefined : { kind: 'network', network, action };
  }
  if (isOurs(attributes, instance) && isProxyRole(attributes[LABEL.role])) {
    return { kind: 'proxy', action };
  }
  const pod = podKeyFromLabels(attributes);
  const isPod = isOurs(attributes, instance) && attributes[HELPER_LABEL] === undefined;
  if (pod === undefined || !isPod || attributes[LABEL.generation] === undefined) return undefined;
  return { kind: 'container', pod, action };
}

function parse(line: string): RawEvent {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? (value as RawEvent) : {};
  } catch {
    return {};
  }
}
