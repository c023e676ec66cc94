import { LABEL } from '../../core/desired/names.ts';
import { type AgentPodError, isFailure } from '../../core/model/errors.ts';
import { type Engine, enginePath } from './engine.ts';
import type { RawInspect } from './engine-types.ts';

/** Marks throw-away containers, so that one that a crash left behind is never taken for a pod. */
export const HELPER_LABEL = 'dev.agentpod.helper';

export interface HelperRequest {
  readonly name: string;
  readonly purpose: 'fill' | 'run-once';
  readonly labels: Readonly<Record<string, string>>;
  /** Of `POST /containers/create`, without labels. */
  readonly body: object;
}

/**
 * Lends a container for the time of `work` and removes it with its anonymous volumes in all
 * cases. One of the same name that an earlier crash left behind is replaced.
 */
export async function withHelper<T>(
  engine: Engine,
  request: HelperRequest,
  work: (name: string) => Promise<T>,
): Promise<T> {
  await createReplacing(engine, request);
  let result: T;
  try {
    result = await work(request.name);
  } catch (error) {
    // The failure of the work is what the user must see, not that of the clean-up after it.
    await removeHelper(engine, request.name).catch(() => undefined);
    throw error;
  }
  await removeHelper(engine, request.name);
  return result;
}

export function removeHelper(engine: Engine, name: string): Promise<unknown> {
  return engine.find({
    method: 'DELETE',
    path: enginePath('containers', name),
    query: { force: true, v: true },
    doing: `removing helper container ${name}`,
  });
}

async function createReplacing(engine: Engine, request: HelperRequest): Promise<void> {
  try {
    await create(engine, request);
  } catch (error) {
    if (!isFailure(error, 'NameTaken')) throw error;
    await assertLeftOver(engine, request, error as AgentPodError);
    await removeHelper(engine, request.name);
    await create(engine, request);
  }
}

function create(engine: Engine, { name, purpose, labels, body }: HelperRequest): Promise<unknown> {
  return engine.json({
    method: 'POST',
    path: '/containers/create',
    query: { name },
    body: { ...body, Labels: { ...labels, [HELPER_LABEL]: purpose } },
    doing: `creating helper container ${name}`,
  });
}

async function assertLeftOver(
  engine: Engine,
  { name, purpose, labels }: HelperRequest,
  taken: AgentPodError,
): Promise<void> {
  const holder = await engine.find<RawInspect>({
    method: 'GET',
    path: enginePath('containers', name, 'json'),
    doing: `looking at container ${name}`,
  });
  const held = holder?.Config.Labels ?? {};
  const ours = held[HELPER_LABEL] === purpose && held[LABEL.instance] === labels[LABEL.instance];
  if (holder !== undefined && !ours) throw taken;
}
