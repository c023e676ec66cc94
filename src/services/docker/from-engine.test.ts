import { describe, expect, it } from 'vitest';
import type { RawListedContainer } from './engine-types.ts';
import {
  isOurs,
  ownerOf,
  publishedPorts,
  subnetsOf,
  toForeign,
  toObservedContainer,
  toObservedNetwork,
  toObservedVolume,
} from './from-engine.ts';

const LABELS = {
  'dev.agentpod.managed': 'true',
  'dev.agentpod.instance': 'blue',
  'dev.agentpod.tenant': 'acme',
  'dev.agentpod.pod': 'agent',
};

const LISTED: RawListedContainer = {
  Id: 'id',
  Names: ['/agentpod-blue_acme_agent_g2'],
  Image: 'agent:1',
  ImageID: 'sha256:1',
  Labels: { ...LABELS, 'dev.agentpod.generation': '2' },
  State: 'running',
  Ports: null,
  NetworkSettings: null,
};

describe('what the Engine lists', () => {
  it('is ours by both labels, not by one', () => {
    expect(isOurs(LABELS, 'blue')).toBe(true);
    expect(isOurs(LABELS, 'green')).toBe(false);
    expect(isOurs({ 'dev.agentpod.instance': 'blue' }, 'blue')).toBe(false);
    expect(isOurs(null, 'blue')).toBe(false);
  });

  it('becomes a pod’s container, with what is absent left empty', () => {
    expect(toObservedContainer(LISTED)).toMatchObject({
      name: 'agentpod-blue_acme_agent_g2',
      pod: 'acme/agent',
      generation: 2,
      uid: '',
      networks: [],
      publish: [],
    });
  });

  it('is no pod when a helper was left behind', () => {
    const Labels = { ...LISTED.Labels, 'dev.agentpod.helper': 'fill' };
    expect(toObservedContainer({ ...LISTED, Labels })).toBeUndefined();
    expect(toObservedContainer({ ...LISTED, Labels: {} })).toBeUndefined();
  });

  it('publishes only what is bound on the host by TCP', () => {
    const Ports = [
      { IP: '127.0.0.1', PrivatePort: 90, PublicPort: 20_001, Type: 'tcp' },
      { IP: '127.0.0.1', PrivatePort: 80, PublicPort: 20_002, Type: 'tcp' },
      { PrivatePort: 80, Type: 'tcp' },
      { IP: '0.0.0.0', PrivatePort: 53, PublicPort: 53, Type: 'udp' },
    ];
    expect(publishedPorts({ ...LISTED, Ports })).toEqual([
      { hostIp: '127.0.0.1', hostPort: 20_002, containerPort: 80 },
      { hostIp: '127.0.0.1', hostPort: 20_001, containerPort: 90 },
    ]);
  });

  it('becomes a tenant’s network by its IPv4 subnet', () => {
    const Config = [{ Subnet: 'fd00::/64' }, { Subnet: '10.1.0.0/28' }, {}];
    const raw = { Name: 'n', Id: 'id', Labels: LABELS, IPAM: { Config } };
    expect(toObservedNetwork(raw)).toEqual({
      name: 'n',
      id: 'id',
      tenant: 'acme',
      subnet: '10.1.0.0/28',
      bridge: 'br-id',
    });
    expect(toObservedNetwork({ ...raw, Labels: null })).toBeUndefined();
    expect(subnetsOf({ ...raw, IPAM: null })).toEqual([]);
  });

  it('becomes a pod’s volume by its role; a state volume has no generation', () => {
    const raw = (role: string) => ({
      Name: 'v',
      Labels: { ...LABELS, 'dev.agentpod.role': role, 'dev.agentpod.generation': '3' },
    });
    expect(toObservedVolume(raw('config'))).toMatchObject({ role: 'config', generation: 3 });
    expect(toObservedVolume(raw('state'))).toMatchObject({ role: 'state', generation: 0 });
    expect(toObservedVolume(raw('other'))).toBeUndefined();
  });

  it('has an owner in words when it is not ours', () => {
    expect(ownerOf(LABELS, 'image x')).toBe('AgentPod instance "blue"');
    expect(ownerOf({ 'com.docker.compose.project': 'shop' }, 'image x')).toBe(
      'Compose project "shop", image x',
    );
    expect(toForeign('container', 'a', null, 'image x')).toEqual({
      kind: 'container',
      name: 'a',
      owner: 'image x',
    });
  });
});
