import { expect, test } from 'vitest';
import { adapterFor } from '../../src/core/agents/registry.ts';
import { buildTarget } from '../../src/core/desired/build-target.ts';
import type { ConfigIssue, ConfigValidation, PodTarget } from '../../src/core/model/target.ts';
import type { ContainerRuntime } from '../../src/ports/container-runtime.ts';
import { createDockerRuntime } from '../../src/services/docker/runtime.ts';
import { anAllocation, aPod } from '../builders.ts';
import { EXAMPLES, examplePods } from '../examples.ts';

/** What AgentPod renders, judged by the real image's own `config validate`. Needs an Engine. */
const runtime: ContainerRuntime = createDockerRuntime();
const LABELS = { 'dev.agentpod.test': 'openclaw-validate' };

const pods = (await Promise.all(EXAMPLES.map(examplePods))).flat();
const validated = pods.flatMap((pod) => {
  const { validation } = adapterFor(pod.agent);
  return validation === undefined ? [] : [{ key: pod.key, pod, validation }];
});

test('the Engine answers and has the image', async () => {
  const image = aPod().spec.image;
  expect(await runtime.imageId(image), `${image}: run scripts/image.sh`).toBeDefined();
});

test.each(validated)('$key is valid, without a warning', async ({ pod, validation }) => {
  const target = buildTarget(pod, anAllocation(), adapterFor(pod.agent));
  expect(await issues(target, validation)).toEqual([]);
});

test('a mistake in the free config is found at its place in the manifest', async () => {
  const pod = aPod({ spec: { config: { gateway: { bogus: 1 }, logging: { level: 'loud' } } } });
  const { validation } = adapterFor(pod.agent);
  if (validation === undefined) throw new Error('the OpenClaw adapter has no validation');
  const found = await issues(buildTarget(pod, anAllocation(), adapterFor(pod.agent)), validation);
  const places = found.map(({ severity, path }) => [severity, validation.manifestPath(path, pod)]);
  expect(places.toSorted()).toEqual([
    ['error', 'spec.config.gateway.bogus'],
    ['error', 'spec.config.logging.level'],
  ]);
});

test('a channel or provider whose plugin the image lacks is a warning', async () => {
  const pod = aPod({ spec: { channels: { whatsapp: {} }, model: { primary: 'groq/x' } } });
  const { validation } = adapterFor(pod.agent);
  if (validation === undefined) throw new Error('the OpenClaw adapter has no validation');
  const found = await issues(buildTarget(pod, anAllocation(), adapterFor(pod.agent)), validation);
  expect(found.map(({ severity, path }) => [severity, path]).sort()).toEqual([
    ['warning', 'plugins.entries.groq'],
    ['warning', 'plugins.entries.whatsapp'],
  ]);
});

async function issues(
  target: PodTarget,
  validation: ConfigValidation,
): Promise<readonly ConfigIssue[]> {
  const file = target.files.find(({ path }) => path === validation.file);
  const content = new TextEncoder().encode(JSON.stringify(file?.content));
  const result = await runtime.runOnce({
    image: target.spec.image,
    argv: validation.argv,
    files: [{ path: validation.file, mode: 0o600, content }],
    env: { ...target.pod.spec.env, ...validation.env },
    labels: LABELS,
    timeoutSeconds: 120,
  });
  return validation.parse(result);
}
