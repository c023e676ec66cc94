import { AgentPodError } from '../model/errors.ts';
import type { AgentAdapter } from '../model/target.ts';
import { genericAdapter } from './generic/adapter.ts';
import { openclawAdapter } from './openclaw/adapter.ts';

/** Every kind of agent that a pod can run. Another one is plugged in by a line here. */
const ADAPTERS: readonly AgentAdapter[] = [openclawAdapter, genericAdapter];

const BY_TYPE = new Map<string, AgentAdapter>(ADAPTERS.map((adapter) => [adapter.type, adapter]));

/** `UnknownAgent` (InvalidInput) when nothing by that name is built in. */
export function adapterFor(type: string): AgentAdapter {
  const adapter = BY_TYPE.get(type);
  if (adapter !== undefined) return adapter;
  throw new AgentPodError('InvalidInput', 'UnknownAgent', `spec.agent: "${type}" is not known`, {
    hint: `write one of: ${[...BY_TYPE.keys()].join(', ')}`,
  });
}
