/** Looks at routes, each with the reason that it is to be called by. */
import type { RouteFacts, RouteObservation } from '../src/core/proxy/route-observation.ts';
import type { RouteReason } from '../src/core/proxy/route-verdict.ts';
import {
  answered,
  CERTIFICATE,
  DEFAULT,
  GOOD,
  HOST,
  LABELS,
  leading,
  PORT_LABEL,
  silent,
  traefik,
} from './route-looks.ts';

const NOT_FOUND = traefik(404, '404 page not found');
const { 'traefik.docker.network': _network, ...NO_NETWORK_LABEL } = LABELS;

interface RouteCase {
  readonly reason: RouteReason;
  readonly says: string;
  readonly seen: RouteObservation;
  readonly facts?: Partial<RouteFacts>;
}

export const ROUTE_CASES: readonly RouteCase[] = [
  {
    reason: 'ProxyUnreachable',
    says: '127.0.0.1:443: connection refused',
    seen: { https: { kind: 'unreachable', why: 'connection refused' }, dns: { kind: 'none' } },
  },
  { reason: 'RouteNotFound', says: 'routes folder', seen: NOT_FOUND },
  {
    reason: 'RouteNotFound',
    says: 'routes folder',
    seen: traefik(404, '404 page not found', DEFAULT),
  },
  {
    reason: 'LabelMissing',
    says: 'traefik.enable=true',
    seen: NOT_FOUND,
    facts: { labels: { [PORT_LABEL]: '18789' } },
  },
  {
    reason: 'LabelMissing',
    says: 'traefik.enable=true',
    seen: NOT_FOUND,
    facts: { labels: { ...LABELS, 'traefik.enable': 'false' } },
  },
  {
    reason: 'LabelMissing',
    says: "service's port",
    seen: traefik(404, '404 page not found', DEFAULT),
    facts: { labels: { 'traefik.enable': 'true' } },
  },
  {
    reason: 'WrongNetwork',
    says: 'not attached',
    seen: traefik(504, 'Gateway Timeout'),
    facts: { proxyNetworks: ['bridge'] },
  },
  {
    reason: 'WrongNetwork',
    says: 'not attached',
    seen: { ...GOOD, https: silent('no answer within 4 s') },
    facts: { proxyNetworks: [] },
  },
  {
    reason: 'WrongNetwork',
    says: 'says agentpod_globex',
    seen: traefik(502, 'Bad Gateway'),
    facts: { labels: { ...LABELS, 'traefik.docker.network': 'agentpod_globex' } },
  },
  {
    reason: 'PortWrong',
    says: 'label says port 80, and the agent listens on 18789',
    seen: traefik(502, 'Bad Gateway'),
    facts: { labels: { ...LABELS, [PORT_LABEL]: '80' } },
  },
  { reason: 'GatewayUnreachable', says: 'port 18789', seen: traefik(502, 'Bad Gateway') },
  { reason: 'GatewayUnreachable', says: '504', seen: traefik(504, 'Gateway Timeout') },
  { reason: 'GatewayUnreachable', says: '503', seen: traefik(503, 'no available server') },
  {
    reason: 'GatewayUnreachable',
    says: 'got no answer (the connection was closed)',
    seen: { https: silent('the connection was closed') },
  },
  {
    reason: 'GatewayUnreachable',
    says: '502',
    seen: traefik(502, 'Bad Gateway'),
    facts: { labels: NO_NETWORK_LABEL },
  },
  {
    reason: 'CertificatePending',
    says: 'its own default',
    seen: { ...GOOD, https: answered(200, '{"ok":true}', DEFAULT) },
  },
  {
    reason: 'CertificatePending',
    says: 'its own default',
    seen: traefik(502, 'Bad Gateway', DEFAULT),
  },
  {
    reason: 'DnsNotFound',
    says: 'A or AAAA record',
    seen: { ...traefik(502, 'Bad Gateway', DEFAULT), dns: { kind: 'none' } },
  },
  ...(
    [
      ['CERT_HAS_EXPIRED', 'expired at 2027-01-01'],
      ['CERT_NOT_YET_VALID', 'clock'],
      ['ERR_TLS_CERT_ALTNAME_INVALID', 'other names'],
      ['DEPTH_ZERO_SELF_SIGNED_CERT', 'nobody trusts (R11)'],
      ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'nobody trusts (R11)'],
      ['CERT_REVOKED', 'CERT_REVOKED'],
    ] as const
  ).map(
    ([problem, says]): RouteCase => ({
      reason: 'CertificateInvalid',
      says,
      seen: { ...GOOD, https: answered(200, '{}', { ...CERTIFICATE, problem }) },
    }),
  ),
  {
    reason: 'CertificateInvalid',
    says: 'staging switch is on',
    seen: {
      ...GOOD,
      https: answered(200, '{}', {
        ...CERTIFICATE,
        issuer: '(STAGING) Baloney Bulgur YE2',
        problem: 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
      }),
    },
  },
  {
    reason: 'ProxyNotTrusted',
    says: 'gateway.trustedProxies',
    seen: { ...GOOD, https: answered(403, '{"error":"proxy_attribution_required"}') },
  },
  ...[401, 403, 429, 302].map(
    (status): RouteCase => ({
      reason: 'AccessDenied',
      says: String(status),
      seen: traefik(status, 'Forbidden'),
    }),
  ),
  {
    reason: 'GatewayNotReady',
    says: 'agentpod logs',
    seen: { ...GOOD, https: answered(503, '{"ok":false,"status":"starting"}') },
  },
  { reason: 'GatewayNotReady', says: '500', seen: traefik(500, 'oops') },
  ...(
    [
      [
        'UpgradeRefused',
        'answered 400 "Bad Request"',
        { kind: 'refused', status: 400, body: 'Bad Request\nmore' },
      ],
      [
        'UpgradeRefused',
        '(the connection was closed)',
        { kind: 'failed', why: 'the connection was closed' },
      ],
      ['ProofFailed', 'PAIRING_REQUIRED', { kind: 'upgraded' }],
    ] as const
  ).map(
    ([reason, says, upgrade]): RouteCase => ({
      reason,
      says,
      seen: { ...GOOD, proof: { failed: 'PAIRING_REQUIRED' }, upgrade },
    }),
  ),
  { reason: 'OtherPod', says: 'another pod', seen: { ...GOOD, proof: 'other' } },
  ...(
    [
      ['DnsNotFound', HOST, { kind: 'none' }],
      ['DnsFailed', 'SERVFAIL', { kind: 'failed', why: 'the resolver says SERVFAIL' }],
      ['DnsElsewhere', `198.51.100.7 for ${HOST}`, leading({ to: 'other-pod' })],
      ['DnsElsewhere', 'the old server', leading({ to: 'other-pod' })],
      [
        'DnsElsewhere',
        '(parked.example)',
        leading({ to: 'other-server', subject: 'parked.example' }),
      ],
      ['DnsElsewhere', 'AGENTPOD_PUBLIC_ADDRESS', leading({ to: 'nowhere', why: 'no route' })],
    ] as const
  ).map(([reason, says, dns]): RouteCase => ({ reason, says, seen: { ...GOOD, dns } })),
  {
    reason: 'RedirectMissing',
    says: 'is not reached: connection refused',
    seen: { ...GOOD, redirect: { kind: 'unreachable', why: 'connection refused' } },
  },
  ...[
    { status: 200, location: '' },
    { status: 404, location: '' },
    { status: 301, location: `http://${HOST}/` },
    { status: 301, location: 'https://other.example.com/' },
    { status: 301, location: `https://${HOST}.evil.example/` },
    { status: 301, location: `https://user@${HOST}/` },
    { status: 200, location: `https://${HOST}/` },
    { status: 301, location: '/login' },
  ].map(
    (redirect): RouteCase => ({
      reason: 'RedirectMissing',
      says: String(redirect.status),
      seen: { ...GOOD, redirect: { kind: 'answered', ...redirect } },
    }),
  ),
];
