import type { PortBinding, VolumeMount, VolumeRole } from '../../core/model/container.ts';
import type { ObservedSpec } from '../../core/model/observed.ts';
import { DECLARED_LABEL, type Declared, type ImageField, readDeclared } from './declared.ts';
import type { RawContainerConfig, RawHostConfig, RawInspect, RawLabels } from './engine-types.ts';
import { isHardened } from './hardened.ts';
import { cpusFromEngine } from './to-engine.ts';

const OWN_LABELS = 'dev.agentpod.';

/**
 * Reads a live container back in the words of `ContainerSpec`, so that one that nobody touched
 * equals the spec that it was made from. What comes from the image alone is left out.
 *
 * @param image the image's own configuration; undefined when it is gone: what we did not ask for
 *   then counts as the image's, so that a lost image alone never shows as drift
 */
export function toObservedSpec(
  raw: RawInspect,
  image: RawContainerConfig | undefined,
): ObservedSpec {
  const { Config: config, HostConfig: host } = raw;
  const declared = readDeclared(config.Labels?.[DECLARED_LABEL]);
  return {
    image: config.Image ?? '',
    ...imageFields(config, image ?? config, declared),
    env: ownEnv(config, image ?? config, declared),
    labels: ownLabels(config.Labels, (image ?? config).Labels, declared),
    networks: networkNames(raw.NetworkSettings?.Networks),
    address: fixedAddress(raw),
    publish: publishedPorts(host),
    mounts: ownMounts(host, declared),
    tmpfs: host.Tmpfs ?? {},
    resources: {
      cpus: cpusFromEngine(host.NanoCpus ?? 0),
      memoryBytes: host.Memory ?? 0,
      pids: host.PidsLimit ?? 0,
    },
    readOnlyRootfs: host.ReadonlyRootfs === true,
    stopGraceSeconds: config.StopTimeout ?? 10,
    hardened: isHardened(host, Object.values(declared.volumes)),
  };
}

/** The one that was asked for, whether the container runs or not. */
function fixedAddress({ NetworkSettings: settings }: RawInspect): string {
  const endpoints = Object.values(settings?.Networks ?? {});
  const fixed = endpoints.map((endpoint) => endpoint.IPAMConfig?.IPv4Address ?? '');
  return fixed.find((address) => address !== '') ?? '';
}

export function networkNames(
  networks: Readonly<Record<string, unknown>> | null | undefined,
): string[] {
  return Object.keys(networks ?? {}).sort();
}

function imageFields(
  config: RawContainerConfig,
  image: RawContainerConfig,
  declared: Declared,
): Pick<ObservedSpec, ImageField> {
  const list = (field: ImageField, live: readonly string[], own: readonly string[]) =>
    declared.fields.includes(field) || JSON.stringify(live) !== JSON.stringify(own) ? live : [];
  const text = (field: ImageField, live: string, own: string) =>
    declared.fields.includes(field) || live !== own ? live : '';
  return {
    entrypoint: list('entrypoint', config.Entrypoint ?? [], image.Entrypoint ?? []),
    command: list('command', config.Cmd ?? [], image.Cmd ?? []),
    user: text('user', config.User ?? '', image.User ?? ''),
    workingDir: text('workingDir', config.WorkingDir ?? '', image.WorkingDir ?? ''),
  };
}

function ownEnv(
  config: RawContainerConfig,
  image: RawContainerConfig,
  declared: Declared,
): Record<string, string> {
  const fromImage = new Set(image.Env ?? []);
  const env: Record<string, string> = {};
  for (const entry of config.Env ?? []) {
    const equals = entry.indexOf('=');
    const name = equals < 0 ? entry : entry.slice(0, equals);
    if (fromImage.has(entry) && !declared.env.includes(name)) continue;
    env[name] = equals < 0 ? '' : entry.slice(equals + 1);
  }
  return env;
}

function ownLabels(live: RawLabels, image: RawLabels, declared: Declared): Record<string, string> {
  const isOwn = ([name, value]: [string, string]): boolean => {
    if (name.startsWith(OWN_LABELS)) return false;
    return declared.labels.includes(name) || image?.[name] !== value;
  };
  return Object.fromEntries(Object.entries(live ?? {}).filter(isOwn));
}

/** Sorted by container port, then host port: the Engine keeps no order. */
function publishedPorts(host: RawHostConfig): PortBinding[] {
  const ports: PortBinding[] = [];
  for (const [key, bindings] of Object.entries(host.PortBindings ?? {})) {
    for (const { HostIp, HostPort } of bindings ?? []) {
      ports.push({
        hostIp: HostIp || '0.0.0.0',
        hostPort: Number(HostPort ?? 0),
        containerPort: Number.parseInt(key, 10),
      });
    }
  }
  return ports.sort((a, b) => a.containerPort - b.containerPort || a.hostPort - b.hostPort);
}

function ownMounts(host: RawHostConfig, declared: Declared): VolumeMount[] {
  const roles = new Map<string, VolumeRole>();
  for (const [role, volume] of Object.entries(declared.volumes)) {
    roles.set(volume, role as VolumeRole);
  }
  const mounts: VolumeMount[] = [];
  for (const mount of host.Mounts ?? []) {
    const role = roles.get(mount.Source ?? '');
    // A volume that we did not give has no role: it shows as `hardened: false`.
    if (mount.Type !== 'volume' || role === undefined) continue;
    mounts.push({ role, target: mount.Target, readOnly: mount.ReadOnly === true });
  }
  return mounts;
}
