import { Type } from 'typebox';
import { mapOf, oneOf } from './combinators.ts';
import { EnvMap, HttpUrl } from './scalars.ts';

/** What an OpenClaw agent can do besides talking: skills and MCP servers. */

const ToolName = Type.String({
  pattern: '^[A-Za-z0-9._-]+$',
  maxLength: 128,
  title: 'tool name',
  description: 'Letters, digits, dots, hyphens and underscores.',
});

const Skill = Type.Object(
  {
    enabled: Type.Optional(Type.Boolean({ description: 'Off hides the skill.' })),
    env: Type.Optional(EnvMap),
  },
  { additionalProperties: false, description: 'Settings of one skill.' },
);

export const Skills = mapOf(ToolName, Skill, {
  description: 'Skills of the image, by name.',
  examples: [{ 'refund-policy': { enabled: true } }],
});

const McpServer = Type.Object(
  {
    command: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 4096,
        description: 'A program in the image; not together with url.',
        examples: ['node'],
      }),
    ),
    args: Type.Optional(
      Type.Array(Type.String({ maxLength: 4096, description: 'One argument.' }), {
        maxItems: 256,
        description: 'Arguments of the program.',
        examples: [['/opt/crm/server.js']],
      }),
    ),
    env: Type.Optional(EnvMap),
    cwd: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 4096,
        description: 'Folder in the container where the program starts.',
        examples: ['/opt/crm'],
      }),
    ),
    url: Type.Optional(
      Type.String({ ...HttpUrl, description: 'A server; not together with command.' }),
    ),
    transport: Type.Optional(
      oneOf(['stdio', 'sse', 'streamable-http'], {
        description: "How it is spoken to; OpenClaw's own choice when absent.",
        examples: ['streamable-http'],
      }),
    ),
    headers: Type.Optional(
      mapOf(
        Type.String({
          pattern: '^[A-Za-z0-9-]+$',
          maxLength: 256,
          title: 'header name',
          description: 'Letters, digits and hyphens.',
        }),
        Type.String({ maxLength: 8192, description: 'The value, as text.' }),
        { description: 'Sent with each request to url.', examples: [{ 'X-Tenant': 'acme' }] },
      ),
    ),
  },
  {
    additionalProperties: false,
    description: 'Either command (a program in the image) or url (a server).',
  },
);

export const McpServers = mapOf(ToolName, McpServer, {
  description: 'MCP servers, by name.',
  examples: [{ crm: { url: 'https://mcp.example.com/crm' } }],
});
