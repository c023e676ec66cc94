import { describe, expect, it } from 'vitest';
import { diagnose, podText, TENANT } from '../../../test/diagnose.ts';

/** Rules across fields of one pod; each case is what a user writes and then reads. */
const CASES: readonly [title: string, spec: string, expected: string, tenant?: string][] = [
  [
    'a generic agent without its part is refused',
    '  agent: generic\n  image: a/b:1',
    `pod.yaml:4:1: error: spec.generic: a generic agent needs "generic" with the port it listens on (GenericMissing)
  hint: write generic: {port: 8080}`,
  ],
  [
    'the generic part on an openclaw pod is refused',
    '  generic: { port: 8080 }',
    `pod.yaml:5:3: error: spec.generic: "generic" is for agent: generic, this pod runs openclaw (GenericOnly)
  hint: write agent: generic or remove it`,
  ],
  [
    'openclaw fields on a generic pod are refused one by one',
    '  agent: generic\n  image: a/b:1\n  generic: { port: 80 }\n  model: { primary: openai/x }\n  skills: { a: {} }',
    `pod.yaml:8:3: error: spec.model: "model" is for openclaw, this pod runs a generic agent (OpenClawOnly)
  hint: remove it; a generic agent is set up by env, secrets and its image
pod.yaml:9:3: error: spec.skills: "skills" is for openclaw, this pod runs a generic agent (OpenClawOnly)
  hint: remove it; a generic agent is set up by env, secrets and its image`,
  ],
  [
    'a generic agent without an image is refused',
    '  agent: generic\n  generic: { port: 80 }',
    `pod.yaml:4:1: error: spec.image: a generic agent needs an image (ImageMissing)
  hint: write image: REGISTRY/NAME:VERSION here or in the defaults of its tenant`,
  ],
  [
    'an image with a moving tag is refused',
    '  image: ghcr.io/openclaw/openclaw:latest',
    `pod.yaml:5:10: error: spec.image: "ghcr.io/openclaw/openclaw:latest" is not pinned: the tag "latest" moves (MovingImage)
  hint: name a version tag or a digest, so that a pod changes only when its manifest does`,
  ],
  [
    'a flavour of a moving tag is refused',
    '  image: openclaw/openclaw:extended-stable-slim',
    `pod.yaml:5:10: error: spec.image: "openclaw/openclaw:extended-stable-slim" is not pinned: the tag "extended-stable-slim" moves (MovingImage)
  hint: name a version tag or a digest, so that a pod changes only when its manifest does`,
  ],
  [
    'an inherited image with a moving tag is refused where it is written',
    '  agent: openclaw',
    `tenant.yaml:5:22: error: spec.defaults.image: "a/b:main" is not pinned: the tag "main" moves (MovingImage)
  hint: name a version tag or a digest, so that a pod changes only when its manifest does`,
    '  defaults: { image: "a/b:main" }',
  ],
  [
    'a custom provider says where it is and what it serves',
    '  providers: { house-llm: { apiKey: { env: KEY } } }',
    `pod.yaml:5:16: error: spec.providers.house-llm: "house-llm" is not built in, so it needs baseUrl and models (ProviderIncomplete)
  hint: built in are anthropic, cerebras, deepseek, fireworks, github-copilot, google, groq, huggingface, litellm, lmstudio, minimax, mistral, moonshot, nvidia, ollama, openai, openrouter, qwen, sglang, together, venice, vllm, xai, zai; for another server write baseUrl and models`,
  ],
  [
    'a misspelt provider is answered with the nearest one',
    '  providers: { opanai: { apiKey: { env: KEY } } }',
    `pod.yaml:5:16: error: spec.providers.opanai: "opanai" is not built in, so it needs baseUrl and models (ProviderIncomplete)
  hint: did you mean openai?`,
  ],
  [
    'a model of an unknown provider is refused',
    '  model: { primary: openai/a, fallbacks: [open-ai/b] }',
    `pod.yaml:5:43: error: spec.model.fallbacks[0]: "open-ai/b" names the provider "open-ai", which is neither built in nor defined (UnknownProvider)
  hint: did you mean openai?`,
  ],
  [
    'an inherited model of an unknown provider is refused where it is written',
    '  agent: openclaw',
    `tenant.yaml:5:33: error: spec.defaults.model.primary: "house/x" names the provider "house", which is neither built in nor defined (UnknownProvider)
  hint: define it under providers.house`,
    '  defaults: { model: { primary: house/x } }',
  ],
  [
    'an MCP server without command and url is refused',
    '  mcpServers: { crm: { args: [x] } }',
    `pod.yaml:5:17: error: spec.mcpServers.crm: "crm" has neither command nor url (McpTargetMissing)
  hint: write command for a program in the image, or url for a server`,
  ],
  [
    'an MCP server with command and url is refused',
    '  mcpServers: { crm: { command: node, url: "https://x" } }',
    `pod.yaml:5:39: error: spec.mcpServers.crm.url: "crm" has both command and url (McpTargetTwice)
  hint: keep one of them`,
  ],
  [
    'what belongs to a command is refused beside a url',
    '  mcpServers: { crm: { url: "https://x", cwd: /opt } }',
    `pod.yaml:5:42: error: spec.mcpServers.crm.cwd: "cwd" belongs to a command, "crm" has a url (McpCommandOnly)
  hint: remove it`,
  ],
  [
    'a config key that AgentPod owns is refused with the reason, at its line',
    '  config:\n    gateway:\n      port: 1\n      tls: {}',
    `pod.yaml:7:7: error: spec.config.gateway.port: "gateway.port" is set by AgentPod: AgentPod leases ports (OwnedConfigKey)
  hint: remove it`,
  ],
  [
    'a config key below an owned one is refused',
    '  config: { update: { channel: beta } }',
    `pod.yaml:5:13: error: spec.config.update: "update" is set by AgentPod: the image is pinned (OwnedConfigKey)
  hint: remove it`,
  ],
  [
    'a config value that would replace an owned key as a whole is refused',
    '  config: { gateway: null }',
    `pod.yaml:5:13: error: spec.config.gateway: "gateway" is set by AgentPod: AgentPod leases ports (OwnedConfigKey)
  hint: remove it`,
  ],
  [
    'a variable that AgentPod owns is refused, an inherited one where it is written',
    '  env: { HOME: /root }',
    `pod.yaml:5:10: error: spec.env.HOME: "HOME" is set by AgentPod: it is the state volume (OwnedVariable)
  hint: remove it`,
    '  defaults: { env: { HOME: /tmp } }',
  ],
  [
    'a secret among plain variables is warned of without showing it',
    '  env: { CRM_TOKEN: hunter2, TOKEN_FILE: /x }',
    `pod.yaml:5:10: warning: spec.env.CRM_TOKEN: "CRM_TOKEN" looks like a secret, and docker inspect shows variables (SecretInEnv)
  hint: use providers.ID.apiKey or secrets.NAME with {secret: NAME}, {env: NAME} or {file: path}`,
  ],
  [
    'a secret file outside of the folder is refused',
    '  secrets: { crm: { file: ../other/crm.key } }',
    `pod.yaml:5:27: error: spec.secrets.crm.file: "../other/crm.key" leaves the folder of the manifest (SecretOutsideFolder)
  hint: put the file into that folder or write its absolute path`,
  ],
  [
    'a domain with an unknown placeholder is refused with the nearest one',
    '  agent: openclaw',
    `tenant.yaml:5:11: error: spec.domain: {tennant} in "{pod}.{tennant}.example.com" is not replaced by anything (UnknownPlaceholder)
  hint: did you mean {tenant}?`,
    '  domain: "{pod}.{tennant}.example.com"',
  ],
  [
    'a domain with an unpaired brace is refused',
    '  agent: openclaw',
    `tenant.yaml:5:11: error: spec.domain: "{pod.example.com" has a brace without its partner (UnknownPlaceholder)
  hint: known are {pod} and {tenant}`,
    '  domain: "{pod.example.com"',
  ],
  [
    'a domain that gives no host name is refused',
    '  agent: openclaw',
    `tenant.yaml:5:11: error: spec.domain: the pattern gives "agent..example.com" for pod acme/agent, which is not a host name (HostNameFormat)
  hint: write a pattern such as {pod}.{tenant}.example.com, or hosts in the pod`,
    '  domain: "{pod}..example.com"',
  ],
  [
    'single sign-on needs a host',
    '  route: { sso: { address: "http://auth/", owners: [a@b.c] } }',
    `pod.yaml:5:12: error: spec.route.sso: single sign-on needs a host, where the reverse proxy stands in front of the pod (SsoWithoutHost)
  hint: write hosts, or a domain in the pod's tenant`,
  ],
  [
    'single sign-on is for openclaw',
    '  agent: generic\n  image: a/b:1\n  generic: { port: 80 }\n  hosts: [a.b.c]\n  route: { sso: { address: "http://auth/", owners: [a@b.c] } }',
    `pod.yaml:9:12: error: spec.route.sso: "sso" is for openclaw, this pod runs a generic agent (OpenClawOnly)
  hint: use basicAuth, or let the agent sign its users in by itself`,
  ],
  [
    'a misspelt user header is answered with the nearest one',
    '  hosts: [a.b.c]\n  route: { sso: { address: "http://auth/", userHeader: X-Forwarded-Usr, owners: [a@b.c] } }',
    `pod.yaml:6:56: error: spec.route.sso.userHeader: "X-Forwarded-Usr" is no header that a forward-auth service names users in (UserHeaderUnknown)
  hint: did you mean X-Forwarded-User?`,
  ],
];

describe('a pod whose parts do not fit together', () => {
  it.each(CASES)('%s', (_title, spec, expected, tenantSpec = '  suspended: false') => {
    const tenant = `${TENANT}spec:\n${tenantSpec}\n`;
    expect(diagnose({ 'tenant.yaml': tenant, 'pod.yaml': podText(spec) })).toBe(expected);
  });

  it.each([
    'a/b:1.2.3',
    'localhost:5000/a/b:2026.9.6-slim',
    `a/b@sha256:${'0'.repeat(64)}`,
    `a/b:latest@sha256:${'0'.repeat(64)}`,
    'a/b:main-20260901',
    'a/b:beta-3',
  ])('the pinned image %s is accepted', (image) => {
    expect(diagnose({ 't.yaml': TENANT, 'p.yaml': podText(`  image: "${image}"`) })).toBe('');
  });
});

describe('pods that get into each other’s way', () => {
  const two = (a: string, b: string) => ({
    'a.yaml': `${TENANT}---\n${podText(a, 'acme/a')}`,
    'b.yaml': `${TENANT.replace('acme', 'globex')}---\n${podText(b, 'globex/b')}`,
  });

  it('one host for two pods is refused across tenants', () => {
    const texts = two('  hosts: [x.example.com]', '  hosts: [y.example.com, x.example.com]');
    expect(diagnose(texts)).toBe(
      `b.yaml:9:26: error: spec.hosts[1]: "x.example.com" is already the host of pod acme/a at a.yaml:9:11 (HostTaken)
  hint: give one of them another host`,
    );
  });

  it('one host for two pods is refused where a pattern gives it', () => {
    const tenant = `${TENANT}spec: { domain: acme.example.com }\n`;
    const texts = {
      'a.yaml': tenant,
      'b.yaml': podText('  agent: openclaw', 'acme/b'),
      'c.yaml': podText('  agent: openclaw', 'acme/c'),
    };
    expect(diagnose(texts)).toBe(
      `c.yaml:3:19: error: metadata.name: "acme.example.com" is already the host of pod acme/b at b.yaml:3:19 (HostTaken)
  hint: put {pod} and {tenant} into the tenant's domain, or write hosts in the pod`,
    );
  });

  it('one bot token for two pods is refused without showing it', () => {
    const telegram = (name: string) => `  channels: { telegram: { botToken: { env: ${name} } } }`;
    const values = { 'env:ONE': 'the-token', 'env:TWO': 'the-token' };
    expect(diagnose(two(telegram('ONE'), telegram('TWO')), values)).toBe(
      `b.yaml:9:27: error: spec.channels.telegram.botToken: this token is already used by pod acme/a at a.yaml:9:27 (BotTokenTaken)
  hint: make a bot of its own for each pod and channel`,
    );
  });

  it('one API key for two pods is nobody’s business', () => {
    const spec = '  providers: { openai: { apiKey: { env: KEY } } }';
    expect(diagnose(two(spec, spec))).toBe('');
  });

  it('a quota is compared with the sum over all pods', () => {
    const quota = '{ pods: 1, memory: 3Gi, cpus: 2.5 }';
    const pod = (name: string) => podText('  resources: { cpus: 1.3 }', name);
    const texts = {
      'a.yaml': `${TENANT}spec:\n  quota: ${quota}\n`,
      'b.yaml': pod('acme/b'),
      'c.yaml': pod('acme/c'),
    };
    expect(diagnose(texts)).toBe(
      `a.yaml:5:18: error: spec.quota.pods: there are 2 pods, the quota is 1 (QuotaExceeded)
  hint: raise the quota or remove pods
a.yaml:5:29: error: spec.quota.memory: 2 pods ask for 4Gi of memory, the quota is 3Gi (QuotaExceeded)
  hint: raise the quota or lower spec.resources.memory of its pods
a.yaml:5:40: error: spec.quota.cpus: 2 pods ask for 2.6 cores, the quota is 2.5 (QuotaExceeded)
  hint: raise the quota or lower spec.resources.cpus of its pods`,
    );
  });
});
