import { Option } from 'clipanion';
import type { ExecuteOptions } from './flows/execute.ts';
import { outputFormat } from './output-format.ts';
import { parseCount, parseSeconds } from './quantities.ts';

/** Declared as fields by each command that carries a plan out, so that all take the same flags. */
export const executeFlags = {
  wait: () =>
    Option.Boolean('--wait', true, {
      description: 'Wait until pods are ready (the default); --no-wait returns once they start.',
    }),
  timeout: () =>
    Option.String('--timeout', {
      description:
        'For each pod to become ready, e.g. 5m; what its agent needs at most when absent.',
    }),
  lockTimeout: () =>
    Option.String('--lock-timeout', '30s', {
      description: 'How long to wait for another AgentPod to finish (default 30s).',
    }),
  concurrency: () =>
    Option.String('--concurrency', '4', { description: 'Pods worked on at once (default 4).' }),
  actor: () =>
    Option.String('--actor', {
      description: 'Who asks, for the audit; AGENTPOD_ACTOR, else the user of this machine.',
    }),
  yes: () => Option.Boolean('-y,--yes', false, { description: 'Do not ask.' }),
};

export interface ExecuteFlags {
  readonly wait: boolean;
  readonly timeout: string | undefined;
  readonly concurrency: string;
  readonly output: string | undefined;
}

export function readExecuteFlags(flags: ExecuteFlags): ExecuteOptions {
  return {
    concurrency: parseCount('--concurrency', flags.concurrency, 1),
    wait: flags.wait,
    format: outputFormat(flags.output, ['text', 'json']),
    ...(flags.timeout === undefined
      ? {}
      : { timeoutSeconds: parseSeconds('--timeout', flags.timeout) }),
  };
}
