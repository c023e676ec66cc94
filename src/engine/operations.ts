import { AGENT_GID, AGENT_UID } from '../core/agents/container-profile.ts';
import { configNanos, configText } from '../core/desired/config-text.ts';
import { checkName, LABEL, ownerLabels, podLabels, tenantLabels } from '../core/desired/names.ts';
import { dynamicRange, gatewayAddress } from '../core/desired/tenant-network.ts';
import type { ConfigFile } from '../core/model/container.ts';
import { AgentPodError } from '../core/model/errors.ts';
import type { Action } from '../core/model/operation.ts';
import type { PodKey } from '../core/model/resource.ts';
import type { SecretMaterial } from '../core/model/secret.ts';
import type { VolumeContent, VolumeFile } from '../ports/container-runtime.ts';
import { type AwaitOptions, awaitReady } from './await-ready.ts';
import { checkConfig } from './check-config.ts';
import { performOnProxy } from './proxy-operations.ts';
import { resolveSecret } from './resolve-secret.ts';
import type { Workspace } from './workspace.ts';

/** Carries out one action: one call to one port, no decision. */
export async function perform(
  workspace: Workspace,
  action: Action,
  options: AwaitOptions,
): Promise<void> {
  const { runtime, store, firewall, settings } = workspace;
  switch (action.kind) {
    case 'firewall.write':
      return firewall.write(settings.instance, action.rules);
    case 'firewall.remove':
      return firewall.remove(settings.instance);
    case 'image.pull':
      return runtime.pullImage(action.image);
    case 'network.create':
      return runtime.createNetwork({
        name: action.network,
        subnet: action.subnet,
        gateway: gatewayAddress(action.subnet),
        ipRange: dynamicRange(action.subnet),
        bridge: action.bridge,
        labels: tenantLabels(settings.instance, action.tenant),
      });
    case 'network.remove':
      return runtime.removeNetwork(action.network);
    case 'network.connect':
      return runtime.connectNetwork(action.network, action.container, action.address);
    case 'network.disconnect':
      return runtime.disconnectNetwork(action.network, action.container);
    case 'proxy.create-network':
    case 'proxy.create-volume':
    case 'proxy.write':
    case 'proxy.create-container':
    case 'proxy.await-ready':
    case 'certificate.issue':
    case 'route.write':
      return performOnProxy(workspace, action);
    case 'tenant.record':
      return store.recordTenant({ name: action.tenant, uid: action.uid, subnet: action.subnet });
    case 'tenant.forget':
      return store.forgetTenant(action.tenant);
    case 'pod.record':
      return store.recordPod({
        key: action.pod,
        uid: action.uid,
        port: action.port,
        address: action.address,
      });
    case 'pod.commit':
      return commit(workspace, action);
    case 'pod.forget':
      return store.forgetPod(action.pod);
    case 'volume.create':
      return runtime.createVolume({
        name: action.volume,
        labels: {
          ...podLabels({
            instance: settings.instance,
            pod: action.pod,
            uid: action.uid,
            generation: action.generation,
          }),
          [LABEL.role]: action.role,
        },
      });
    case 'volume.remove':
      return runtime.removeVolume(action.volume);
    case 'config.check':
      return assertConfig(workspace, action);
    case 'content.write':
      return writeContent(workspace, action);
    case 'container.create':
      return runtime.createContainer({
        name: action.container,
        pod: action.pod,
        spec: action.spec,
        labels: action.labels,
        volumes: action.volumes,
      });
    case 'container.start':
      return runtime.startContainer(action.container);
    case 'container.stop':
      return runtime.stopContainer(action.container, action.graceSeconds);
    case 'container.remove':
      return runtime.removeContainer(action.id ?? action.container);
    case 'container.await-ready':
      return awaitReady(workspace, action, options);
    case 'route.verify':
      // Answers more than whether it went well, so whoever runs the subject asks for it.
      return;
  }
}

async function assertConfig(
  { runtime, settings }: Workspace,
  action: Extract<Action, { kind: 'config.check' }>,
): Promise<void> {
  const { instance } = settings;
  const name = checkName(instance, action.pod);
  const issues = await checkConfig(runtime, { ...action, instance, name });
  const errors = issues.filter(({ severity }) => severity === 'error');
  if (errors.length === 0) return;
  const text = errors.map(({ path, message }) => `${path || 'the file'}: ${message}`).join('; ');
  throw new AgentPodError(
    'InvalidInput',
    'ConfigRejected',
    `the image refuses the config: ${text}`,
    {
      hint: '`agentpod validate --deep` shows the place in the manifest',
    },
  );
}

/** The image id is known only once the image is there. */
async function commit(
  { runtime, store }: Workspace,
  action: Extract<Action, { kind: 'pod.commit' }>,
): Promise<void> {
  const imageId =
    action.applied.imageId || (await runtime.imageId(action.applied.spec.image)) || '';
  await store.commitPod({
    key: action.pod,
    generation: action.generation,
    applied: { ...action.applied, imageId },
    deletionPolicy: action.deletionPolicy,
  });
}

async function writeContent(
  workspace: Workspace,
  action: Extract<Action, { kind: 'content.write' }>,
): Promise<void> {
  const volumes: VolumeContent[] = [];
  const owner = { uid: AGENT_UID, gid: AGENT_GID, rootMode: 0o700 };
  if (action.config !== undefined) {
    volumes.push({
      ...owner,
      volume: action.config.volume,
      files: action.config.files.map(configFile),
    });
  }
  if (action.secrets !== undefined) {
    const files = await Promise.all(
      action.secrets.items.map((item) => secretFile(workspace, action.pod, item)),
    );
    volumes.push({ ...owner, volume: action.secrets.volume, files });
  }
  // A new volume belongs to root, and no agent runs as root.
  if (action.state !== undefined) volumes.push({ ...owner, volume: action.state, files: [] });
  const [first] = volumes;
  if (first === undefined) return;
  await workspace.runtime.writeVolumes({
    image: action.image,
    helper: `${first.volume}_writer`,
    labels: { ...ownerLabels(workspace.settings.instance), [LABEL.role]: 'writer' },
    volumes,
  });
}

function configFile(file: ConfigFile): VolumeFile {
  const text = configText(file);
  return {
    path: file.path,
    mode: 0o600,
    nanos: configNanos(text),
    content: new TextEncoder().encode(text),
  };
}

async function secretFile(
  workspace: Workspace,
  pod: PodKey,
  item: SecretMaterial,
): Promise<VolumeFile> {
  const value = await resolveSecret(workspace, pod, item);
  return { path: item.name, mode: 0o400, content: new TextEncoder().encode(value.reveal()) };
}
