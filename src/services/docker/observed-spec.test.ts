import { describe, expect, it } from 'vitest';
import type { ContainerSpec } from '../../core/model/container.ts';
import { podKey } from '../../core/model/resource.ts';
import type { RawContainerConfig, RawInspect } from './engine-types.ts';
import { toObservedSpec } from './observed-spec.ts';
import { toCreateBody } from './to-engine.ts';

const SPEC: ContainerSpec = {
  image: 'agent:1',
  entrypoint: [],
  command: ['serve'],
  user: '1000:1000',
  workingDir: '',
  env: { PATH: '/bin', MODE: 'a=b' },
  labels: { 'org.example': 'same' },
  network: 'agentpod_acme',
  address: '10.201.0.64',
  publish: [
    { hostIp: '127.0.0.1', hostPort: 20_000, containerPort: 80 },
    { hostIp: '127.0.0.1', hostPort: 20_001, containerPort: 8080 },
  ],
  mounts: [{ role: 'state', target: '/state', readOnly: false }],
  tmpfs: { '/tmp': 'rw' },
  resources: { cpus: 1.5, memoryBytes: 1024, pids: 9 },
  readOnlyRootfs: true,
  stopGraceSeconds: 0,
};

const IMAGE: RawContainerConfig = {
  Entrypoint: ['tini', '--'],
  Cmd: ['serve'],
  User: 'node',
  WorkingDir: '/app',
  Env: ['PATH=/bin', 'LANG=C'],
  Labels: { 'org.example': 'same', vendor: 'x' },
};

/** What an Engine makes of the body that we send: the image's values below ours. */
function created(change: { config?: object; host?: object } = {}): RawInspect {
  const body = toCreateBody({
    name: 'agentpod_acme_agent_g1',
    pod: podKey('acme', 'agent'),
    spec: SPEC,
    labels: { 'dev.agentpod.managed': 'true' },
    volumes: { state: 'agentpod_acme_agent_state' },
  }) as RawContainerConfig & { HostConfig: RawInspect['HostConfig'] };
  return {
    Id: 'id',
    Name: '/agentpod_acme_agent_g1',
    Image: 'sha256:1',
    State: { Status: 'created' },
    Config: {
      ...IMAGE,
      ...body,
      Env: [...(body.Env ?? []), 'LANG=C'],
      Labels: { ...IMAGE.Labels, ...body.Labels },
      ...change.config,
    },
    HostConfig: { ...body.HostConfig, ...change.host },
    NetworkSettings: { Networks: { agentpod_acme: { IPAMConfig: { IPv4Address: SPEC.address } } } },
  };
}

describe('reading a container back', () => {
  const { network, ...rest } = SPEC;
  const untouched = { ...rest, networks: [network], hardened: true };

  it('gives the spec that it was made from, values that the image has too included', () => {
    expect(toObservedSpec(created(), IMAGE)).toEqual(untouched);
  });

  it('shows no difference only because the image is gone', () => {
    expect(toObservedSpec(created(), undefined)).toEqual(untouched);
  });

  it('shows what somebody added to environment and labels', () => {
    const Env = ['PATH=/bin', 'MODE=a=b', 'LANG=de', 'BARE'];
    const Labels = { ...created().Config.Labels, added: 'yes' };

    const spec = toObservedSpec(created({ config: { Env, Labels } }), IMAGE);

    expect(spec.env).toEqual({ PATH: '/bin', MODE: 'a=b', LANG: 'de', BARE: '' });
    expect(spec.labels).toEqual({ 'org.example': 'same', added: 'yes' });
  });

  it('leaves out a volume that is not the one we gave, and no longer calls it hardened', () => {
    const Mounts = [{ Type: 'volume', Source: 'other', Target: '/state' }];

    expect(toObservedSpec(created({ host: { Mounts } }), IMAGE)).toMatchObject({
      mounts: [],
      hardened: false,
    });
  });

  it('reads a container with a broken declaration and with nothing set', () => {
    const Labels = { 'dev.agentpod.declared': '{' };
    const raw = { ...created(), Config: { Labels }, HostConfig: {}, NetworkSettings: null };

    expect(toObservedSpec(raw, {})).toMatchObject({
      image: '',
      env: {},
      networks: [],
      publish: [],
      resources: { cpus: 0, memoryBytes: 0, pids: 0 },
      stopGraceSeconds: 10,
      hardened: false,
    });
  });

  it.each([
    ['privileged', { Privileged: true }],
    ['a capability added', { CapAdd: ['NET_ADMIN'] }],
    ['capabilities kept', { CapDrop: [] }],
    ['privileges to gain', { SecurityOpt: null }],
    ['no seccomp profile', { SecurityOpt: ['no-new-privileges', 'seccomp:unconfined'] }],
    ['the host’s network', { NetworkMode: 'host' }],
    ['another container’s processes', { PidMode: 'container:abc' }],
    ['a path of the host', { Binds: ['/:/host'] }],
    ['a device', { Devices: [{}] }],
  ])('does not call a container hardened that has %s', (_what, host) => {
    expect(toObservedSpec(created({ host }), IMAGE).hardened).toBe(false);
  });
});
