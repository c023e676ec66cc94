import type { TSchema } from 'typebox';

/** The manifest schemas as JSON Schema draft-07, which is what yaml-language-server reads. */

const DRAFT = 'http://json-schema.org/draft-07/schema#';
const BASE = 'https://agentpod.dev/schemas/v1alpha1';

/** Of a file that is no manifest. */
export function plainSchema(name: string, schema: TSchema): object {
  return { $schema: DRAFT, $id: `${BASE}/${name}.json`, ...schema };
}

export function kindSchema(name: string, schema: TSchema): object {
  return { $schema: DRAFT, $id: `${BASE}/${name}.json`, ...withSops(schema) };
}

/** One file for all kinds: `kind` chooses, so that an editor completes the right fields. */
export function combinedSchema(kinds: Readonly<Record<string, TSchema>>): object {
  const names = Object.keys(kinds);
  return {
    $schema: DRAFT,
    $id: `${BASE}/agentpod.json`,
    title: 'AgentPod manifest',
    description: `A manifest of kind ${names.join(' or ')}.`,
    type: 'object',
    required: ['apiVersion', 'kind', 'metadata'],
    properties: {
      apiVersion: { description: 'Version of this format.', const: 'agentpod.dev/v1alpha1' },
      kind: { description: 'What the document describes.', enum: names },
    },
    allOf: names.map((name) => ({
      if: { properties: { kind: { const: name } }, required: ['kind'] },
      // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
      then: { $ref: `#/definitions/${name}` },
    })),
    definitions: Object.fromEntries(
      Object.entries(kinds).map(([name, schema]) => [name, withSops(schema)]),
    ),
  };
}

/** For editors only: AgentPod takes the block away before it looks at the rest. */
function withSops(schema: TSchema): object {
  const sops = {
    type: 'object',
    description: 'Written by SOPS when it encrypts values of the file; leave it alone.',
  };
  return { ...schema, properties: { ...(schema as Kind).properties, sops } };
}

interface Kind {
  readonly properties?: object;
}
