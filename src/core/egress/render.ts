import { compareText } from '../util/sort.ts';
import type { Chain, EgressGround, Match, Rule, Ruleset, Source, Verdict } from './rules.ts';

/**
 * Rules as nftables reads them: one transaction that replaces the instance's table as a whole, so that
 * there is no moment without rules. The chains come before Docker's own: a drop here is final, an
 * accept is Docker's to judge.
 */
export function renderRules(ruleset: Ruleset, hosts: EgressGround['hosts']): string {
  const { table, bridges, proxies, askers, policies, chains } = ruleset;
  const same = bridges.map((bridge) => `"${bridge}" . "${bridge}"`);
  const ways = policies.map((item) => `${source(item)} : ${wayOf(item.chain)}`);
  return [
    '# Written by AgentPod; changes by hand are undone.',
    ...Object.keys(hosts)
      .sort(compareText)
      .map((host) => `${HOST_LINE} ${[host, ...(hosts[host] ?? [])].join(' ')}`),
    // The first makes sure that there is something to delete.
    `table inet ${table}`,
    `delete table inet ${table}`,
    `table inet ${table} {`,
    ...set(
      'set tenants',
      'ifname',
      bridges.map((bridge) => `"${bridge}"`),
    ),
    ...set('set same', 'ifname . ifname', same),
    ...set('set proxies', SOURCE, proxies.map(source)),
    ...set('set askers', SOURCE, askers.map(source)),
    ...chains
      .filter(({ hook }) => hook === undefined)
      .flatMap((chain) =>
        chain.name === 'outbound'
          ? [...set('map policies', `${SOURCE} : verdict`, ways), ...render(chain)]
          : render(chain),
      ),
    ...chains.filter(({ hook }) => hook !== undefined).flatMap(render),
    '}',
    '',
  ].join('\n');
}

const SOURCE = 'ifname . ipv4_addr';
const HOST_LINE = '# host';

/** The addresses that names had when these rules were rendered. */
export function hostsIn(rules: string): Record<string, readonly string[]> {
  const lines = rules.split('\n').filter((line) => line.startsWith(`${HOST_LINE} `));
  const entries = lines.map((line): [string, readonly string[]] => {
    const [host = '', ...addresses] = line.slice(HOST_LINE.length + 1).split(' ');
    return [host, addresses];
  });
  return Object.fromEntries(entries);
}

function source({ bridge, address }: Source): string {
  return `"${bridge}" . ${address}`;
}

function wayOf(chain: string): string {
  return `goto ${chain}`;
}

function set(head: string, type: string, elements: readonly string[]): string[] {
  const filled = elements.length > 0 ? [`    elements = { ${elements.join(', ')} }`] : [];
  return [`  ${head} {`, `    type ${type}`, ...filled, '  }'];
}

function render({ name, hook, rules }: Chain): string[] {
  // Ten before Docker's place, so that it makes no difference which of the two was there first.
  const type = hook ? [`    type filter hook ${hook} priority filter - 10; policy accept;`] : [];
  return [`  chain ${name} {`, ...type, ...rules.map((rule) => `    ${renderRule(rule)}`), '  }'];
}

function renderRule({ when, verdict }: Rule): string {
  return [...when.map(renderMatch), renderVerdict(verdict)].join(' ');
}

function renderVerdict(verdict: Verdict): string {
  if (verdict === 'policy-of-source') return 'iifname . ip saddr vmap @policies';
  return typeof verdict === 'string' ? verdict : `jump ${verdict.jump}`;
}

function renderMatch(match: Match): string {
  switch (match.kind) {
    case 'from-tenant':
      return 'iifname @tenants';
    case 'to-tenant':
      return 'oifname @tenants';
    case 'same-bridge':
      return 'iifname . oifname @same';
    case 'reply':
      return 'ct direction reply';
    case 'not-established':
      return 'ct state != { established, related }';
    case 'not-ipv4':
      return 'meta nfproto != ipv4';
    case 'source':
      return `iifname . ip saddr @${match.set}`;
    case 'destination':
      return `ip daddr { ${match.ranges.join(', ')} }`;
    case 'ports':
      return `meta l4proto { tcp, udp } th dport { ${match.ports.join(', ')} }`;
  }
}
