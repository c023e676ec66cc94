import { getConnInfo } from '@hono/node-server/conninfo';
import type { Context, MiddlewareHandler } from 'hono';
import type { CustomerAccess, CustomerPod, PodAccess } from '../../ports/customer-access.ts';
import { type AddressReader, subscriberOf } from './client-address.ts';
import type { RateLimiter } from './rate-limit.ts';
import { refuse } from './refusal.ts';

/** One request, once it is known which pod it is about. */
export interface Visit {
  readonly pod: CustomerPod;
  readonly access: PodAccess;
  /** As the browser named it, with a port that is not 443. */
  readonly host: string;
  readonly origin: string;
  readonly address: string;
  /** What limits count by. */
  readonly subscriber: string;
}

export interface DoorEnv {
  readonly Variables: { visit: Visit };
}

interface Visiting {
  readonly access: CustomerAccess;
  readonly readAddress: AddressReader;
  /** Of all requests of one subscriber. */
  readonly requests: RateLimiter;
}

/** Finds the pod by the host alone; no header that a client can add beside it changes that. */
export function visiting({ access, readAddress, requests }: Visiting): MiddlewareHandler<DoorEnv> {
  return async (context, next) => {
    const address = readAddress(peerOf(context), context.req.header('x-forwarded-for'));
    const subscriber = subscriberOf(address);
    const wait = requests.take(subscriber);
    if (wait > 0) return refuse(context, { kind: 'TooMany', wait });
    const host = hostOf(context);
    const pod = await access.findPod(host.replace(/:\d{1,5}$/, ''));
    if (pod === undefined) return refuse(context, { kind: 'NoPod' });
    const origin = `https://${host.replace(/:443$/, '')}`;
    const own = access.within(pod);
    context.set('visit', { pod, access: own, host, origin, address, subscriber });
    return next();
  };
}

function hostOf(context: Context): string {
  return (context.req.header('host') ?? new URL(context.req.url).host).toLowerCase();
}

/** Undefined where there is no socket. */
function peerOf(context: Context): string | undefined {
  try {
    return getConnInfo(context).remote.address;
  } catch {
    return undefined;
  }
}
