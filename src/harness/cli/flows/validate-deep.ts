import pLimit from 'p-limit';
import { adapterFor } from '../../../core/agents/registry.ts';
import { findPodField } from '../../../core/manifests/find-field.ts';
import type { DesiredPod } from '../../../core/model/desired.ts';
import type { Diagnostic } from '../../../core/model/diagnostic.ts';
import { isFailure } from '../../../core/model/errors.ts';
import type { ConfigValidation, PodAllocation } from '../../../core/model/target.ts';
import { DEFAULT_PROXY } from '../../../core/proxy/defaults.ts';
import { checkConfig } from '../../../engine/check-config.ts';
import type { Loaded } from '../../../engine/load.ts';
import type { ContainerRuntime } from '../../../ports/container-runtime.ts';

export interface DeepOptions {
  readonly instance: string;
  /** Validators at once; each is a container. */
  readonly concurrency: number;
  readonly onPod: (pod: string) => void;
  /** Aborting removes the validators that run and starts no other. */
  readonly signal: AbortSignal;
}

/** What stands for the leases that a plan would give: their values do not matter to a validator. */
const ALLOCATION: PodAllocation = {
  uid: '00000000-0000-4000-8000-000000000000',
  port: 19_000,
  network: 'agentpod_validate',
  address: '10.213.0.64',
  proxyAddress: '10.213.0.2',
  proxy: DEFAULT_PROXY,
  door: undefined,
  tokenFingerprint: '',
};

/** Renders each pod and asks its image whether it would start with that; answers in manifest lines. */
export async function validateDeep(
  loaded: Loaded,
  runtime: ContainerRuntime,
  options: DeepOptions,
): Promise<readonly Diagnostic[]> {
  const limit = pLimit(options.concurrency);
  const images = new Map<string, Promise<boolean>>();
  const isPresent = (image: string): Promise<boolean> => {
    const known = images.get(image) ?? runtime.imageId(image).then((id) => id !== undefined);
    images.set(image, known);
    return known;
  };
  const perPod = await limit.map(loaded.desired.pods, async (pod) => {
    const { validation } = adapterFor(pod.agent);
    if (validation === undefined) return [];
    if (!(await isPresent(pod.spec.image))) return [imageAbsent(pod)];
    if (options.signal.aborted) return [];
    options.onPod(pod.key);
    return askImage(loaded, pod, validation, runtime, options);
  });
  return perPod.flat();
}

async function askImage(
  loaded: Loaded,
  pod: DesiredPod,
  validation: ConfigValidation,
  runtime: ContainerRuntime,
  { instance, signal }: DeepOptions,
): Promise<Diagnostic[]> {
  const { files } = adapterFor(pod.agent).build(pod, ALLOCATION);
  const { image, env } = pod.spec;
  try {
    const check = { instance, agent: pod.agent, image, files, env, signal };
    const issues = await checkConfig(runtime, check);
    return issues.map(({ path, message, severity }): Diagnostic => {
      const field = path === '' ? 'spec' : validation.manifestPath(path, pod);
      const position = findPodField(loaded.files, pod.key, field) ?? pod.position;
      const text = `${message} (as ${path || validation.file} in pod ${pod.key})`;
      return { ...position, severity, rule: 'RefusedByImage', path: field, message: text };
    });
  } catch (error) {
    if (!isFailure(error, 'ValidatorFailed')) throw error;
    return [validatorFailed(pod, error as Error)];
  }
}

function imageAbsent(pod: DesiredPod): Diagnostic {
  return {
    ...pod.position,
    severity: 'warning',
    rule: 'ImageAbsent',
    path: 'spec.image',
    message: `${pod.spec.image} is not on the Engine, so pod ${pod.key} was not checked by its image`,
    hint: `docker pull ${pod.spec.image}`,
  };
}

function validatorFailed(pod: DesiredPod, error: Error): Diagnostic {
  const hint = 'check that spec.image is an image of this kind of agent';
  return {
    ...pod.position,
    severity: 'error',
    rule: 'ValidatorFailed',
    path: 'spec.image',
    message: error.message,
    hint,
  };
}
