import { Type } from 'typebox';
import { Channels } from './channels.ts';
import { PodMetadata } from './metadata.ts';
import { ModelChoice, Provider } from './model.ts';
import { Cpus, EnvMap, Host, ImageRef, Name, SecretRef, Size } from './scalars.ts';

export const API_VERSION = 'agentpod.dev/v1alpha1';

export const Resources = Type.Object(
  {
    cpus: Type.Optional(Cpus),
    memory: Type.Optional(Size),
    pids: Type.Optional(Type.Integer({ minimum: 16, maximum: 32768, description: 'Processes and threads.' })),
  },
  { additionalProperties: false, description: 'Hard limits; the agent cannot take more.' },
);

const Skill = Type.Object(
  { enabled: Type.Optional(Type.Boolean()), env: Type.Optional(EnvMap) },
  { additionalProperties: false },
);

const McpServer = Type.Object(
  {
    command: Type.Optional(Type.String({ minLength: 1, maxLength: 4096 })),
    args: Type.Optional(Type.Array(Type.String({ maxLength: 4096 }), { maxItems: 256 })),
    env: Type.Optional(EnvMap),
    cwd: Type.Optional(Type.String({ minLength: 1, maxLength: 4096 })),
    url: Type.Optional(Type.String({ pattern: '^https?://[^\\s]+$', maxLength: 2048 })),
    transport: Type.Optional(Type.Union(['stdio', 'sse', 'streamable-http'].map((id) => Type.Literal(id)))),
    headers: Type.Optional(Type.Record(Type.String({ pattern: '^[A-Za-z0-9-]+$' }), Type.String({ maxLength: 8192 }))),
  },
  { additionalProperties: false, description: 'Either command (a program in the image) or url (a server).' },
);

const Generic = Type.Object(
  {
    command: Type.Optional(Type.Array(Type.String({ maxLength: 4096 }), { maxItems: 256, description: "The image's own when absent." })),
    port: Type.Integer({ minimum: 1, maximum: 65535, description: 'Where the agent listens inside the container.' }),
    healthPath: Type.Optional(Type.String({ pattern: '^/[^\\s]*$', maxLength: 1024, description: 'Answers 2xx when ready; / when absent.' })),
    stateDir: Type.Optional(Type.String({ pattern: '^/[^\\s:]+$', maxLength: 1024, description: 'Where the state volume is mounted; no volume when absent.' })),
  },
  { additionalProperties: false, description: 'For agent: generic. Any image with a port and a health path.' },
);

export const PodSpec = Type.Object(
  {
    tenant: Type.Optional(Name),
    agent: Type.Optional(Type.Union([Type.Literal('openclaw'), Type.Literal('generic')], { description: 'What runs inside; openclaw when absent.' })),
    image: Type.Optional(ImageRef),
    resources: Type.Optional(Resources),
    hosts: Type.Optional(Type.Array(Host, { minItems: 1, maxItems: 32, uniqueItems: true, description: "Public host names; from the tenant's domain pattern when absent." })),
    model: Type.Optional(ModelChoice),
    providers: Type.Optional(Type.Record(Type.String({ pattern: '^[a-z0-9]([a-z0-9-]*[a-z0-9])?$', maxLength: 40 }), Provider)),
    env: Type.Optional(EnvMap),
    secrets: Type.Optional(Type.Record(Name, SecretRef, { description: 'More secrets, as files /run/agentpod/secrets/NAME of mode 0400.' })),
    channels: Type.Optional(Channels),
    skills: Type.Optional(Type.Record(Type.String({ pattern: '^[A-Za-z0-9._-]+$', maxLength: 128 }), Skill)),
    mcpServers: Type.Optional(Type.Record(Type.String({ pattern: '^[A-Za-z0-9._-]+$', maxLength: 128 }), McpServer)),
    config: Type.Optional(Type.Record(Type.String(), Type.Unknown(), { description: 'Merged into openclaw.json; keys that AgentPod owns are refused.' })),
    generic: Type.Optional(Generic),
    suspended: Type.Optional(Type.Boolean({ description: 'Stopped, and kept stopped; nothing is lost.' })),
    deletionPolicy: Type.Optional(
      Type.Union([Type.Literal('retain'), Type.Literal('delete')], { description: "What becomes of the state volume when the pod goes; retain when absent." }),
    ),
  },
  { additionalProperties: false },
);

export const PodManifest = Type.Object(
  {
    apiVersion: Type.Literal(API_VERSION),
    kind: Type.Literal('Pod'),
    metadata: PodMetadata,
    spec: PodSpec,
  },
  { additionalProperties: false, title: 'Pod', description: 'One agent of a tenant: one container, one volume, one URL.' },
);
