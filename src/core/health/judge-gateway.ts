import { isJsonObject, type JsonValue } from '../model/json.ts';
import type { HealthFinding } from './finding.ts';
import type { GatewayLook, RpcLook } from './observation.ts';

/** A greeting takes some 30 ms; a gateway that needs this long keeps its users waiting too. */
const SLOW_MS = 2000;

/** The heartbeat: whether the gateway speaks its protocol, and what it says of itself. */
export function judgeGateway(look: GatewayLook): readonly HealthFinding[] {
  if (look.kind === 'failed') return [finding('error', look.reason, look.message)];
  const { version, greetingMs, health } = look;
  const greeted = `OpenClaw ${version} greeted in ${greetingMs} ms`;
  const troubles = [
    ...(greetingMs >= SLOW_MS
      ? [finding('warning', 'GatewaySlow', `${greeted}, which is slow`)]
      : []),
    ...judgeSelf(health),
  ];
  return troubles.length > 0 ? troubles : [finding('ok', 'GatewayAnswers', greeted)];
}

function judgeSelf(health: RpcLook): readonly HealthFinding[] {
  if ('failed' in health) return [finding('warning', 'GatewayHealthUnknown', health.failed)];
  const { answer } = health;
  if (!isJsonObject(answer) || answer['ok'] !== true) {
    return [finding('error', 'GatewayUnwell', 'the gateway cannot tell how it is')];
  }
  const errors = fieldOf(answer['plugins'], 'errors');
  const busy = fieldOf(answer['eventLoop'], 'degraded') === true;
  const model = fieldOf(answer['modelRuntime'], 'degraded') === true;
  return [
    ...(Array.isArray(errors) && errors.length > 0
      ? [finding('warning', 'PluginsFailed', `${errors.length} plugins failed to load`)]
      : []),
    ...(busy ? [finding('warning', 'EventLoopDegraded', BUSY)] : []),
    ...(model ? [finding('warning', 'ModelRuntimeDegraded', MODEL)] : []),
  ];
}

const BUSY =
  'the gateway is so busy that answers are late; give it more cpus, or look what it does';
const MODEL = 'the gateway says that agents cannot reach their model; see its log';

function fieldOf(value: JsonValue | undefined, name: string): JsonValue | undefined {
  return isJsonObject(value) ? value[name] : undefined;
}

function finding(
  severity: HealthFinding['severity'],
  reason: string,
  message: string,
): HealthFinding {
  return { check: 'gateway', about: '', severity, reason, message };
}
