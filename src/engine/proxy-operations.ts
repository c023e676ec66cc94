import { LABEL, namePrefix, ownerLabels } from '../core/desired/names.ts';
import { ROUTE_USERS } from '../core/desired/secret-names.ts';
import { AgentPodError } from '../core/model/errors.ts';
import type { Action } from '../core/model/operation.ts';
import type { ProxyFile } from '../core/model/proxy.ts';
import type { PodKey } from '../core/model/resource.ts';
import { checkUsers } from '../core/proxy/check-users.ts';
import { proxyVolumeName, routeFileName } from '../core/proxy/names.ts';
import { entryAddress } from '../core/proxy/proxy-address.ts';
import { PROXY_UID } from '../core/proxy/proxy-containers.ts';
import { usersFileName } from '../core/proxy/users-file.ts';
import { hostAddress } from '../core/util/subnet.ts';
import type { VolumeFile } from '../ports/container-runtime.ts';
import { resolveSecret } from './resolve-secret.ts';
import type { Workspace } from './workspace.ts';

type ProxyAction = Extract<
  Action,
  { readonly kind: `proxy.${string}` | `certificate.${string}` | 'route.write' }
>;

/** Carries out what concerns the reverse proxy: one call to one port each. */
export async function performOnProxy(workspace: Workspace, action: ProxyAction): Promise<void> {
  const { runtime, settings } = workspace;
  const labelled = (role: string) => ({ ...ownerLabels(settings.instance), [LABEL.role]: role });
  switch (action.kind) {
    case 'proxy.create-network':
      return runtime.createNetwork({
        name: action.network,
        subnet: action.subnet,
        gateway: hostAddress(action.subnet, 1),
        internal: action.internal,
        labels: labelled(partOf(action.network)),
      });
    case 'proxy.create-volume':
      return runtime.createVolume({ name: action.volume, labels: labelled(partOf(action.volume)) });
    case 'proxy.write':
      return write(workspace, {
        ...action,
        files: await Promise.all(action.files.map((file) => toVolumeFile(workspace, file))),
        helper: `${action.volume}_writer`,
      });
    case 'proxy.create-container':
      return runtime.createProxyContainer({
        name: action.container,
        spec: action.spec,
        labels: { ...labelled(action.role), [LABEL.specHash]: action.specHash },
      });
    case 'proxy.await-ready':
      return workspace.routes.awaitProxy(entryAddress(settings.proxy.bind), action.httpsPort);
    case 'certificate.issue':
      return issueCertificate(workspace, action);
    case 'route.write':
      return writeRoute(workspace, action);
  }
}

/** What follows the last underscore of a name of the proxy's. */
function partOf(name: string): string {
  return name.slice(name.lastIndexOf('_') + 1);
}

interface Writing {
  readonly volume: string;
  readonly image: string;
  readonly helper: string;
  readonly files: readonly VolumeFile[];
}

/**
 * The proxy's user may read what it is given; nobody else may. The filter has another user, without the
 * right to read what is not its own, and its configuration is no secret.
 */
function write(workspace: Workspace, { volume, image, helper, files }: Writing): Promise<void> {
  const rootMode = partOf(volume) === 'socket-filter' ? 0o755 : 0o700;
  return workspace.runtime.writeVolumes({
    image,
    helper,
    labels: { ...ownerLabels(workspace.settings.instance), [LABEL.role]: 'writer' },
    volumes: [{ volume, uid: PROXY_UID, gid: PROXY_UID, rootMode, files }],
  });
}

function textFile(path: string, text: string, mode = 0o400): VolumeFile {
  return { path, mode, content: new TextEncoder().encode(text) };
}

async function toVolumeFile(workspace: Workspace, file: ProxyFile): Promise<VolumeFile> {
  if ('text' in file) return textFile(file.path, file.text, 0o444);
  const value = await resolveSecret(workspace, undefined, file.secret);
  return textFile(file.path, value.reveal());
}

/** In one file, so that the proxy never sees a certificate without its key. */
async function issueCertificate(
  workspace: Workspace,
  { hosts, image }: Extract<Action, { kind: 'certificate.issue' }>,
): Promise<void> {
  const { certificate, key } = await workspace.certificates.issue(hosts);
  const tls = { certificates: [{ certFile: certificate, keyFile: key.reveal() }] };
  const volume = proxyVolumeName(workspace.settings.instance, 'routes');
  const files = [textFile('_certificates.yml', JSON.stringify({ tls }))];
  await write(workspace, { volume, image, helper: `${volume}_certificate_writer`, files });
}

async function writeRoute(
  workspace: Workspace,
  { pod, image, route, users }: Extract<Action, { kind: 'route.write' }>,
): Promise<void> {
  const volume = proxyVolumeName(workspace.settings.instance, 'routes');
  const lists = await Promise.all(
    users.map(async (item) => {
      const value = (await resolveSecret(workspace, pod, item)).reveal();
      const problem = item.name === ROUTE_USERS ? checkUsers(value) : undefined;
      if (problem !== undefined) throw usersInvalid(pod, problem);
      return textFile(usersFileName(pod, item.fingerprint), value);
    }),
  );
  // The list before the route that names it.
  const files = [...lists, textFile(routeFileName(pod), JSON.stringify(route, null, 2))];
  await write(workspace, {
    volume,
    image,
    helper: `${volume}_${pod.replace('/', '_')}_writer`,
    files,
  });
}

/**
 * Has Traefik ask for all certificates that it lacks. It does so whenever its configuration changes and at
 * no other time, so something in it changes that nobody uses.
 */
export async function askAgain(
  workspace: Workspace,
  { pod, image }: { readonly pod: PodKey; readonly image: string },
): Promise<void> {
  const { settings, clock } = workspace;
  const volume = proxyVolumeName(settings.instance, 'routes');
  const headers = { customResponseHeaders: { 'x-asked': clock.now().toISOString() } };
  const middlewares = { [`${namePrefix(settings.instance)}-asked`]: { headers } };
  await write(workspace, {
    volume,
    image,
    helper: `${volume}_${pod.replace('/', '_')}_asker`,
    files: [textFile('_asked.yml', JSON.stringify({ http: { middlewares } }))],
  });
}

function usersInvalid(pod: PodKey, problem: string): AgentPodError {
  return new AgentPodError(
    'InvalidInput',
    'UsersInvalid',
    `the user list of pod/${pod} (spec.route.basicAuth.users) cannot be used: ${problem}`,
    { hint: 'make lines with `htpasswd -nB NAME`' },
  );
}
