import { adapterFor } from '../core/agents/registry.ts';
import { configText } from '../core/desired/config-text.ts';
import { ownerLabels } from '../core/desired/names.ts';
import type { ConfigFile } from '../core/model/container.ts';
import type { ConfigIssue } from '../core/model/target.ts';
import type { AgentType } from '../core/schema/types.ts';
import type { ContainerRuntime } from '../ports/container-runtime.ts';

export interface ConfigCheck {
  /** Of the container that does it: given by the one writer, so that none is left over for long. */
  readonly name?: string;
  readonly instance: string;
  readonly agent: AgentType;
  readonly image: string;
  readonly files: readonly ConfigFile[];
  /** The pod's own, which the config may refer to. */
  readonly env: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/** A validator that takes longer than this hangs. */
const TIMEOUT_SECONDS = 90;

/**
 * Asks the image itself whether it would start with these files: nothing knows better what this
 * version accepts. Empty for agents that cannot tell. `ValidatorFailed` (Transient) when it gives
 * no answer.
 */
export async function checkConfig(
  runtime: ContainerRuntime,
  { name, instance, agent, image, files, env, signal }: ConfigCheck,
): Promise<readonly ConfigIssue[]> {
  const { validation } = adapterFor(agent);
  if (validation === undefined) return [];
  const result = await runtime.runOnce({
    ...(name === undefined ? {} : { name }),
    image,
    argv: validation.argv,
    files: files.map((file) => ({
      path: file.path,
      mode: 0o644,
      content: new TextEncoder().encode(configText(file)),
    })),
    env: { ...env, ...validation.env },
    labels: ownerLabels(instance),
    timeoutSeconds: TIMEOUT_SECONDS,
    ...(signal === undefined ? {} : { signal }),
  });
  return validation.parse(result);
}
