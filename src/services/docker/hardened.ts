import type { RawHostConfig } from './engine-types.ts';

const FORBIDDEN_OPTIONS = ['seccomp=unconfined', 'apparmor=unconfined', 'label=disable'];

/**
 * Whether a live container still has the walls that it was made with: all capabilities dropped,
 * no way to gain privileges, no namespace shared with the host or another container, and nothing
 * mounted but the volumes that we gave it.
 */
export function isHardened(host: RawHostConfig, ownVolumes: readonly string[]): boolean {
  return hasNoPrivileges(host) && sharesNoNamespace(host) && mountsOnly(host, ownVolumes);
}

function hasNoPrivileges(host: RawHostConfig): boolean {
  // Engines write both `no-new-privileges` and `key:value` forms of an option.
  const options = (host.SecurityOpt ?? []).map((option) => option.replace(':', '='));
  return (
    host.Privileged !== true &&
    (host.CapDrop ?? []).some((capability) => capability.toUpperCase() === 'ALL') &&
    isEmpty(host.CapAdd) &&
    (options.includes('no-new-privileges') || options.includes('no-new-privileges=true')) &&
    !options.some((option) => FORBIDDEN_OPTIONS.includes(option))
  );
}

function sharesNoNamespace(host: RawHostConfig): boolean {
  const modes = [host.NetworkMode, host.PidMode, host.IpcMode, host.UTSMode, host.UsernsMode];
  return !modes.some((mode) => mode === 'host' || mode?.startsWith('container:'));
}

function mountsOnly(host: RawHostConfig, ownVolumes: readonly string[]): boolean {
  const foreign = (host.Mounts ?? []).filter(
    (mount) => mount.Type !== 'volume' || !ownVolumes.includes(mount.Source ?? ''),
  );
  return (
    foreign.length === 0 &&
    [host.Binds, host.VolumesFrom, host.Devices, host.DeviceRequests].every(isEmpty)
  );
}

function isEmpty(list: readonly unknown[] | null | undefined): boolean {
  return (list ?? []).length === 0;
}
