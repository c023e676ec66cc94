/** A greeted connection that stays: its ticks are the heartbeat. */
import type { GatewaySession, RequestOptions } from '../../ports/agent-gateway.ts';
import type { Greeted } from './handshake.ts';

const REQUEST_TIMEOUT_MS = 10_000;
/** One tick may be late on a busy machine, two are not. */
const MISSED_TICKS = 2.5;

export function holdSession({ connection, hello }: Greeted): GatewaySession {
  const silenceMs = hello.tickIntervalMs * MISSED_TICKS;
  const watch = setTimeout(() => {
    connection.abandon('silence', `no tick within ${silenceMs / 1000} s`);
  }, silenceMs);
  connection.onTick = () => {
    watch.refresh();
  };
  const closed = connection.closed.finally(() => clearTimeout(watch));
  return {
    hello,
    get lastTickAt() {
      return connection.lastSignAt;
    },
    request: (method, params = {}, options: RequestOptions = {}) =>
      connection.request(method, params, options.timeoutMs ?? REQUEST_TIMEOUT_MS),
    ping: (timeoutMs) => connection.ping(timeoutMs),
    closed,
    close: () => connection.close(),
  };
}
