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
