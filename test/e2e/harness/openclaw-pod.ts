import type { PodKey } from '../../../src/core/model/resource.ts';

export const OPENCLAW_IMAGE = 'ghcr.io/openclaw/openclaw:2026.9.6';

/** A gateway with one provider, whose key is in the variable OPENAI_API_KEY. */
export function anOpenClaw(name: PodKey, spec: Readonly<Record<string, unknown>> = {}) {
  return {
    apiVersion: 'agentpod.dev/v1alpha1',
    kind: 'Pod',
    metadata: { name },
    spec: {
      image: OPENCLAW_IMAGE,
      model: { primary: 'openai/gpt-5.2' },
      providers: { openai: { apiKey: { env: 'OPENAI_API_KEY' } } },
      ...spec,
    },
  };
}

/** A gateway with two models to choose from, whose key is in LLM_KEY; with comments that no edit may take away. */
export const commentedOpenClaw = (
  name: PodKey,
  ownership: string,
): string => `apiVersion: agentpod.dev/v1alpha1
kind: Pod
metadata:
  name: ${name}
spec:
  image: ${OPENCLAW_IMAGE}
  resources: {cpus: 2, memory: 1536Mi}
  # cheap on purpose
  model:
    primary: acme-llm/small # until May
  providers:
    acme-llm:
      baseUrl: http://llm.example.com/v1
      apiKey: {env: LLM_KEY}
      models:
        - {id: small, cost: {input: 1, output: 2}}
        - {id: large, cost: {input: 2, output: 4}}
  configOwnership: ${ownership}
`;
