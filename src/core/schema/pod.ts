import { Type } from 'typebox';
import { BUILT_IN_IMAGE, DEFAULTS } from '../desired/defaults.ts';
import { Channels } from './channels.ts';
import { mapOf, oneOf } from './combinators.ts';
import { Egress } from './egress.ts';
import { IgnoreDrift } from './ignore-drift.ts';
import { PodMetadata } from './metadata.ts';
import { ModelChoice, Providers } from './model.ts';
import { Route } from './route.ts';
import { Cpus, EnvMap, Host, ImageRef, Name, SecretRef, Size } from './scalars.ts';
import { McpServers, Skills } from './tools.ts';

export const API_VERSION = 'agentpod.dev/v1alpha1';

export const Resources = Type.Object(
  {
    cpus: Type.Optional({ ...Cpus, default: DEFAULTS.resources.cpus }),
    memory: Type.Optional({ ...Size, default: DEFAULTS.resources.memory }),
    pids: Type.Optional(
      Type.Integer({
        minimum: 16,
        maximum: 32768,
        description: 'Processes and threads.',
        default: DEFAULTS.resources.pids,
        examples: [512],
      }),
    ),
  },
  { additionalProperties: false, description: 'Hard limits; the agent cannot take more.' },
);

const Generic = Type.Object(
  {
    command: Type.Optional(
      Type.Array(Type.String({ maxLength: 4096, description: 'One word of it.' }), {
        maxItems: 256,
        description: "What is run; the image's own when absent.",
        examples: [['node', 'server.js']],
      }),
    ),
    port: Type.Integer({
      minimum: 1,
      maximum: 65535,
      title: 'port',
      description: 'Where the agent listens inside the container.',
      examples: [8080],
    }),
    healthPath: Type.Optional(
      Type.String({
        pattern: '^/[^\\s]*$',
        maxLength: 1024,
        title: 'URL path',
        description: 'Answers 2xx when the agent is ready; starts with a slash.',
        default: DEFAULTS.generic.healthPath,
        examples: ['/healthz'],
      }),
    ),
    stateDir: Type.Optional(
      Type.String({
        pattern: '^/[^\\s:]+$',
        maxLength: 1024,
        title: 'absolute path',
        description: 'Where the state volume is mounted; no volume when absent.',
        examples: ['/data'],
      }),
    ),
  },
  {
    additionalProperties: false,
    description: 'For agent: generic. Any image with a port and a health path.',
  },
);

const FreeConfig = mapOf(
  Type.String({ minLength: 1, maxLength: 256, title: 'config key', description: 'A name.' }),
  Type.Unknown(),
  {
    description: 'Merged into openclaw.json; keys that AgentPod owns are refused.',
    examples: [{ agents: { defaults: { thinkingDefault: 'low' } } }],
  },
);

const ConfigPaths = (description: string, example: string) =>
  Type.Optional(
    Type.Array(
      Type.String({
        minLength: 1,
        maxLength: 512,
        title: 'config path',
        description: 'A dotted path in openclaw.json, with all below it.',
        examples: [example],
      }),
      { minItems: 1, maxItems: 100, uniqueItems: true, description, examples: [[example]] },
    ),
  );

const Ownership = Type.Object(
  {
    agent: ConfigPaths(
      "The agent's alone: the manifest gives the first value, and what is changed inside stays.",
      'agents.defaults.thinkingDefault',
    ),
    shared: ConfigPaths(
      'Both may change it: a change inside is shown as drift until `drift accept` or `drift revert`.',
      'agents.defaults.model',
    ),
  },
  {
    additionalProperties: false,
    minProperties: 1,
    description:
      "Parts of openclaw.json that the agent may change, which is then writable for it; the rest is git's, and put back.",
  },
);

export const PodSpec = Type.Object(
  {
    tenant: Type.Optional({
      ...Name,
      description: 'The tenant it belongs to, unless metadata.name says it.',
    }),
    agent: Type.Optional(
      oneOf(['openclaw', 'generic'], {
        description: 'What runs inside.',
        default: DEFAULTS.agent,
        examples: ['openclaw'],
      }),
    ),
    image: Type.Optional({
      ...ImageRef,
      description: `An image pinned by version tag or digest. The tenant's default when absent, else ${BUILT_IN_IMAGE.openclaw} for openclaw.`,
    }),
    resources: Type.Optional(Resources),
    hosts: Type.Optional(
      Type.Array(Host, {
        minItems: 1,
        maxItems: 32,
        uniqueItems: true,
        description: "Public host names; from the tenant's domain pattern when absent.",
        examples: [['agent.acme.example.com']],
      }),
    ),
    route: Type.Optional(Route),
    model: Type.Optional(ModelChoice),
    providers: Type.Optional(Providers),
    env: Type.Optional(EnvMap),
    secrets: Type.Optional(
      mapOf(Name, SecretRef, {
        description: 'More secrets, as files /run/agentpod/secrets/secret-NAME of mode 0400.',
        examples: [{ crm: { file: 'secrets/crm.token' } }],
      }),
    ),
    channels: Type.Optional(Channels),
    skills: Type.Optional(Skills),
    mcpServers: Type.Optional(McpServers),
    config: Type.Optional(FreeConfig),
    configOwnership: Type.Optional(Ownership),
    generic: Type.Optional(Generic),
    egress: Type.Optional(Egress),
    suspended: Type.Optional(
      Type.Boolean({
        description: 'Stopped, and kept stopped; nothing is lost.',
        default: DEFAULTS.suspended,
      }),
    ),
    onUnhealthy: Type.Optional(
      oneOf(['restart', 'alert', 'none'], {
        description:
          'What `serve` does about an agent whose process runs and does not answer: restart it, only say so, or nothing.',
        default: DEFAULTS.onUnhealthy,
        examples: ['alert'],
      }),
    ),
    ignoreDrift: Type.Optional(IgnoreDrift),
    readiness: Type.Optional(
      Type.Object(
        {
          channels: Type.Optional(
            oneOf(['required', 'ignored'], {
              description:
                'Whether a pod is Ready only while its channels are: `ChannelsReady` tells of them either way.',
              default: DEFAULTS.readiness.channels,
              examples: ['ignored'],
            }),
          ),
        },
        { additionalProperties: false, description: 'What Ready means for this pod.' },
      ),
    ),
    deletionPolicy: Type.Optional(
      oneOf(['retain', 'delete'], {
        description: 'What becomes of the state volume when the pod goes.',
        default: DEFAULTS.deletionPolicy,
        examples: ['retain'],
      }),
    ),
  },
  { additionalProperties: false, description: 'What the pod should be.' },
);

export const PodManifest = Type.Object(
  {
    apiVersion: Type.Literal(API_VERSION, { description: 'Version of this format.' }),
    kind: Type.Literal('Pod', { description: 'Pod.' }),
    metadata: PodMetadata,
    spec: PodSpec,
  },
  {
    additionalProperties: false,
    title: 'Pod',
    description: 'One agent of a tenant: one container, one volume, one URL.',
  },
);
