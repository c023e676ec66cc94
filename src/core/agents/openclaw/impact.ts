import { CONFIG_FILE } from './paths.ts';

type ConfigImpact = 'hot' | 'restart';

/**
 * How a gateway in reload mode `hybrid` takes a change, by the longest prefix that fits.
 * Source: OpenClaw 2026.9.6, docs/gateway/configuration/hot-reload.md, where a path without a rule
 * means a restart as well. Its third outcome, `none`, counts as hot: nothing stops.
 */
const RULES: Readonly<Record<string, ConfigImpact>> = {
  accessGroups: 'hot',
  acp: 'hot',
  agents: 'hot',
  approvals: 'hot',
  'attachments.ttlHours': 'hot',
  audio: 'hot',
  'auth.order': 'hot',
  'auth.profiles': 'hot',
  bindings: 'hot',
  broadcast: 'hot',
  'browser.attachOnly': 'hot',
  'browser.cdpUrl': 'hot',
  'browser.defaultProfile': 'hot',
  'browser.enabled': 'hot',
  'browser.evaluateEnabled': 'hot',
  'browser.executablePath': 'hot',
  'browser.extraArgs': 'hot',
  'browser.headless': 'hot',
  'browser.noSandbox': 'hot',
  'browser.profiles': 'hot',
  'browser.snapshotDefaults': 'hot',
  'browser.ssrfPolicy': 'hot',
  'browser.tabCleanup': 'hot',
  channels: 'hot',
  cloudWorkers: 'hot',
  commands: 'hot',
  cron: 'hot',
  'desktop.host': 'hot',
  'diagnostics.cacheTrace.enabled': 'hot',
  'diagnostics.enabled': 'hot',
  'diagnostics.flags': 'hot',
  'gateway.allowRealIpFallback': 'hot',
  'gateway.auth.allowTailscale': 'hot',
  'gateway.auth.identityScopes': 'hot',
  'gateway.auth.password': 'hot',
  'gateway.auth.rateLimit': 'hot',
  'gateway.auth.token': 'hot',
  'gateway.auth.trustedProxy': 'hot',
  'gateway.cliAgents': 'hot',
  'gateway.controlUi.allowExternalEmbedUrls': 'hot',
  'gateway.controlUi.allowedOrigins': 'hot',
  'gateway.controlUi.automaticallyFetchFavicons': 'hot',
  'gateway.controlUi.embedSandbox': 'hot',
  'gateway.controlUi.enabled': 'hot',
  'gateway.controlUi.environment': 'hot',
  'gateway.controlUi.experimental.customPlugins': 'hot',
  'gateway.controlUi.github': 'hot',
  'gateway.controlUi.sessionObserver': 'hot',
  'gateway.http.endpoints': 'hot',
  'gateway.http.securityHeaders.strictTransportSecurity': 'hot',
  'gateway.nodes.allowSkills': 'hot',
  'gateway.nodes.browser': 'hot',
  'gateway.nodes.commands': 'hot',
  'gateway.nodes.pairing': 'hot',
  'gateway.nodes.pluginTools.enabled': 'hot',
  'gateway.publicOrigin': 'hot',
  'gateway.push.apns.relay': 'hot',
  'gateway.roles': 'hot',
  'gateway.terminal': 'hot',
  'gateway.tools': 'hot',
  'gateway.trustedProxies': 'hot',
  hooks: 'hot',
  identity: 'hot',
  logging: 'hot',
  mcp: 'hot',
  'mcp.apps': 'restart',
  'mcp.apps.sandboxOrigin': 'hot',
  'memory.citations': 'hot',
  messages: 'hot',
  models: 'hot',
  plugins: 'hot',
  // Not in that table; seen in a running gateway, which took it without any reload action.
  'secrets.providers': 'hot',
  'security.audit.suppressions': 'hot',
  'security.installPolicy': 'hot',
  session: 'hot',
  skills: 'hot',
  surfaces: 'hot',
  talk: 'hot',
  telemetry: 'hot',
  tools: 'hot',
  'transcripts.autoStart': 'hot',
  'transcripts.enabled': 'hot',
  tts: 'hot',
  ui: 'hot',
  'update.auto.enabled': 'hot',
  'update.channel': 'hot',
  'update.checkOnStart': 'hot',
  web: 'hot',
  worktreeAcceleration: 'hot',
  worktreeRoot: 'hot',
};

/** A secret's file is not watched, so whatever is not openclaw.json asks for a restart. */
export function impactOf(file: string, path: string): ConfigImpact {
  return file === CONFIG_FILE ? longestRule(path) : 'restart';
}

function longestRule(path: string): ConfigImpact {
  for (let prefix = path; prefix !== ''; prefix = parentOf(prefix)) {
    if (Object.hasOwn(RULES, prefix)) return RULES[prefix] ?? 'restart';
  }
  return 'restart';
}

function parentOf(path: string): string {
  return path.slice(0, Math.max(path.lastIndexOf('.'), 0));
}
