import type { Condition } from '../model/condition.ts';

/** A channel account of a pod, as a server that asks again and again knows it. */
export interface ChannelReport {
  readonly channel: string;
  /** Empty for a channel that has none. */
  readonly account: string;
  /** Whether customers can write to it. */
  readonly status: Condition['status'];
  /** CamelCase, stable. */
  readonly reason: string;
  readonly message: string;
  /** Milliseconds since the epoch; undefined when nothing came since the gateway's start. */
  readonly lastInboundAt: number | undefined;
}
