import type { Action } from '../core/model/operation.ts';
import { isLocalHost } from '../core/proxy/local-host.ts';
import { entryAddress } from '../core/proxy/proxy-address.ts';
import type { RouteProof } from '../core/proxy/route-observation.ts';
import type { RouteVerdict } from '../core/proxy/route-verdict.ts';
import { messageOf } from '../core/status/message.ts';
import type { RouteFinding } from '../core/status/pod-conditions.ts';
import type { ProxyRoad } from '../ports/route-check.ts';
import { askAgain } from './proxy-operations.ts';
import { withDevice } from './with-device.ts';
import type { Workspace } from './workspace.ts';

export type Verify = Extract<Action, { kind: 'route.verify' }>;

/** How many milliseconds each kind of fault is waited out; what is not in it is final. */
type Patience = Readonly<Record<string, number>>;

/** The proxy needs a moment to take a new route in, and an authority some seconds for a certificate. */
const SETTLE_MS = 10_000;
const CERTIFICATE_MS = 30_000;
const PAUSE_MS = 250;

/**
 * Twice, since an attempt that is under way may have begun before the cause was repaired; and no more,
 * since an authority puts up with few failures an hour.
 */
const ASK_AGAIN_AFTER_MS = [0, 15_000] as const;

const SETTLING: Patience = {
  // A proxy that was just restarted does not listen yet.
  ProxyUnreachable: SETTLE_MS,
  RouteNotFound: SETTLE_MS,
  GatewayUnreachable: SETTLE_MS,
  GatewayNotReady: SETTLE_MS,
  PortWrong: SETTLE_MS,
  ProofFailed: SETTLE_MS,
  // A host that moves is for a moment still where it was.
  OtherPod: SETTLE_MS,
  CertificatePending: CERTIFICATE_MS,
};

/** Whether every host leads to this very pod as it is now; nothing is waited for. */
export function lookAtRoute(
  workspace: Workspace,
  action: Verify,
  signal: AbortSignal | undefined,
): Promise<RouteFinding> {
  return verifyRoute(workspace, action, signal, {});
}

/** Whether every host leads to this very pod, after some patience; the first that does not says why. */
export async function verifyRoute(
  workspace: Workspace,
  action: Verify,
  signal: AbortSignal | undefined,
  patience: Patience = SETTLING,
): Promise<RouteFinding> {
  let finding: RouteFinding = { ready: true, reason: 'Verified', message: '' };
  for (const host of action.hosts) {
    const verdict = await settled(workspace, { action, host, patience }, signal);
    if (verdict.ready) continue;
    const { reason, message } = verdict;
    if (reason !== 'AccessDenied' || !action.guarded) return { ready: false, reason, message };
    finding = { ready: true, reason: 'Guarded', message: GUARDED };
  }
  return finding;
}

const GUARDED = 'the proxy asks first, as spec.route says, so the pod behind it was not looked at';

async function settled(
  workspace: Workspace,
  {
    action,
    host,
    patience,
  }: { readonly action: Verify; readonly host: string; readonly patience: Patience },
  signal: AbortSignal | undefined,
): Promise<RouteVerdict> {
  const { clock } = workspace;
  const began = clock.now().getTime();
  // In words, so that the condition moves and the next time is counted from now.
  let asked = '';
  const asks = action.askAgain && !isLocalHost(host) ? [...ASK_AGAIN_AFTER_MS] : [];
  for (;;) {
    const verdict = await tryRoute(workspace, action, host, signal);
    if (verdict.ready || signal?.aborted) return verdict;
    const waited = clock.now().getTime() - began;
    const [next = Number.POSITIVE_INFINITY] = asks;
    if (verdict.reason === 'CertificatePending' && waited >= next) {
      asks.shift();
      await askAgain(workspace, action);
      asked = `; the authority was asked again at ${clock.now().toISOString()}`;
    }
    if (waited >= (patience[verdict.reason] ?? 0)) {
      return { ...verdict, message: `${verdict.message}${asked}` };
    }
    await clock.sleep(PAUSE_MS);
  }
}

async function tryRoute(
  workspace: Workspace,
  action: Verify,
  host: string,
  signal: AbortSignal | undefined,
): Promise<RouteVerdict> {
  const { settings, runtime, routes } = workspace;
  const { bind, httpsPort, httpPort } = settings.proxy;
  const [live, proxy, authority] = await Promise.all([
    runtime.detail(action.container),
    runtime.detail(action.proxy),
    authorityOf(workspace, host),
  ]);
  const { prefix } = action;
  return routes.verifyRoute(
    {
      host,
      proxy: { address: entryAddress(bind), httpsPort, httpPort },
      dns: isLocalHost(host) ? 'skip' : 'check',
      ...(authority === undefined ? {} : { authority }),
      readyPath: `${prefix}${action.probe.readyPath}`,
      webSocketPath: `${prefix}/`,
      facts: {
        labels: live?.spec.labels ?? {},
        network: action.network,
        port: action.probe.port,
        ...(proxy === undefined ? {} : { proxyNetworks: proxy.spec.networks }),
      },
      ...(action.agent === 'openclaw' ? { prove: proofFor(workspace, action) } : {}),
    },
    signal,
  );
}

/** PEM of whoever signs for this host, where that is nobody whom this machine trusts anyway. */
async function authorityOf(
  { certificates, secrets, settings }: Workspace,
  host: string,
): Promise<string | undefined> {
  if (isLocalHost(host)) return certificates.authority();
  const path = settings.proxy.acme?.caFile;
  return path && (await secrets.read({ kind: 'file', path })).reveal();
}

/** Who answers over the road is the pod when it is the same process that answers directly. */
function proofFor(workspace: Workspace, action: Verify) {
  const { gateway } = workspace;
  return async (road: ProxyRoad, signal: AbortSignal): Promise<RouteProof> => {
    try {
      const direct = await withDevice(workspace, action, async (credential) => ({
        hello: await gateway.greet({ kind: 'direct', hostPort: action.hostPort }, credential, {
          signal,
        }),
        credential,
      }));
      const path = `${action.prefix}/`;
      const seen = await gateway.greet({ ...road, path }, direct.credential, { signal });
      return seen.bootId === direct.hello.bootId ? 'same' : 'other';
    } catch (error) {
      return { failed: messageOf(error) };
    }
  };
}
