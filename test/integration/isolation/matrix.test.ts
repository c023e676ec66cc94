import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tableName } from '../../../src/core/egress/rules.ts';
import type { PodKey } from '../../../src/core/model/resource.ts';
import { whyNoEngine } from '../../contract/docker-world.ts';
import { aFleet, type Fleet } from '../fleet/fleet.ts';
import { aStub, aTenant } from '../fleet/manifests.ts';
import { makeNameBench, type NameBench } from './name-bench.ts';
import {
  ANSWER,
  HOST,
  METADATA,
  makeOutside,
  OTHER_PUBLIC,
  type Outside,
  PRIVATE,
  PUBLIC,
} from './outside.ts';
import { whyNoPacketFilter } from './packet-filter.ts';
import * as prober from './prober.ts';

const missing = (await whyNoEngine()) ?? (await whyNoPacketFilter());

const OPEN: PodKey = 'acme/open';
const SISTER: PodKey = 'acme/sister';
const CLOSED: PodKey = 'globex/closed';
const LISTED: PodKey = 'globex/listed';
const INSIDE: PodKey = 'initech/inside';

const EGRESS: readonly (readonly [PodKey, object | string | undefined])[] = [
  [OPEN, undefined],
  [SISTER, 'open'],
  [CLOSED, 'none'],
  [LISTED, { allow: [{ to: PUBLIC, ports: [8443] }] }],
  [INSIDE, { default: 'open', allow: [{ to: PRIVATE, ports: [80] }] }],
];

describe.skipIf(missing)(`what a pod can reach ${missing ?? ''}`, () => {
  let fleet: Fleet;
  let outside: Outside;
  let onHost: Server;
  let hostPort: number;
  const addresses = new Map<PodKey, string>();

  beforeAll(async () => {
    outside = await makeOutside();
    onHost = createServer((socket) => socket.on('error', () => {}).end()).listen(0, '0.0.0.0');
    await once(onHost, 'listening');
    hostPort = (onHost.address() as { port: number }).port;
    fleet = await aFleet();
    const tenants = [...new Set(EGRESS.map(([key]) => key.split('/')[0] ?? ''))];
    await fleet.write('tenants.yaml', ...tenants.map((name) => aTenant(name)));
    await fleet.write('pods.yaml', ...EGRESS.map(([key, egress]) => aPodWith(key, egress)));
    expect(await fleet.apply()).toMatchObject({ exitCode: 0 });
    for (const [key] of EGRESS) addresses.set(key, await addressOf(key));
  });
  afterAll(async () => {
    onHost.close();
    await outside.remove();
    await fleet.remove();
  });

  function aPodWith(key: PodKey, egress: object | string | undefined) {
    const pod = aStub(key);
    return egress === undefined ? pod : { ...pod, spec: { ...pod.spec, egress } };
  }

  async function addressOf(key: PodKey): Promise<string> {
    const { NetworkSettings } = await fleet.engine.container(key);
    return Object.values(NetworkSettings.Networks)[0]?.IPAddress ?? '';
  }

  async function gatewayOf(key: PodKey): Promise<string> {
    const { NetworkSettings } = await fleet.engine.container(key);
    return Object.values(NetworkSettings.Networks)[0]?.Gateway ?? '';
  }

  async function pidOf(key: PodKey): Promise<number> {
    return (await fleet.engine.container(key)).State.Pid;
  }

  async function reaches(key: PodKey, address: string, port: number): Promise<boolean> {
    return prober.reaches(await pidOf(key), address, port);
  }

  async function echoes(key: PodKey, address: string, port: number): Promise<boolean> {
    return prober.echoes(await pidOf(key), address, port);
  }

  it('is its own tenant’s other pods', async () => {
    expect(await reaches(OPEN, addresses.get(SISTER) ?? '', 18_789)).toBe(true);
    expect(await reaches(CLOSED, addresses.get(LISTED) ?? '', 18_789)).toBe(true);
  });

  it('is not another tenant’s pod, neither at its address nor at its published port', async () => {
    const published = await fleet.engine.hostPort(CLOSED);
    for (const key of [OPEN, INSIDE]) {
      expect(await reaches(key, addresses.get(CLOSED) ?? '', 18_789)).toBe(false);
      expect(await reaches(key, HOST, published)).toBe(false);
      expect(await reaches(key, await gatewayOf(CLOSED), 18_789)).toBe(false);
    }
  });

  it('is not what listens on the host, at whichever of its addresses', async () => {
    for (const key of [OPEN, INSIDE, LISTED]) {
      expect(await reaches(key, await gatewayOf(key), hostPort)).toBe(false);
      expect(await reaches(key, HOST, hostPort)).toBe(false);
    }
  });

  it('is the metadata service for none', async () => {
    for (const [key] of EGRESS) expect(await reaches(key, METADATA, 80), key).toBe(false);
    expect(await echoes(OPEN, METADATA, 53)).toBe(false);
  });

  it('is the outside as its manifest says', async () => {
    const seen = async (key: PodKey) => ({
      public: await reaches(key, PUBLIC, 80),
      port: await reaches(key, PUBLIC, 8443),
      other: await reaches(key, OTHER_PUBLIC, 8443),
      private: await reaches(key, PRIVATE, 80),
      privatePort: await reaches(key, PRIVATE, 8443),
    });
    const nothing = {
      public: false,
      port: false,
      other: false,
      private: false,
      privatePort: false,
    };
    const everything = { ...nothing, public: true, port: true, other: true };
    expect(await seen(OPEN)).toEqual(everything);
    expect(await seen(CLOSED)).toEqual(nothing);
    expect(await seen(LISTED)).toEqual({ ...nothing, port: true });
    expect(await seen(INSIDE)).toEqual({ ...everything, private: true });
    expect(await echoes(OPEN, PUBLIC, 53)).toBe(true);
    expect(await echoes(LISTED, PUBLIC, 53)).toBe(false);
  });

  it('has no way out by IPv6', async () => {
    const routes = await fleet.engine.sh(OPEN, 'cat /proc/net/ipv6_route 2>/dev/null || true');
    const ways = routes.split('\n').filter((line) => /^0{32} 00 /.test(line) && !/ lo$/.test(line));
    expect(ways).toEqual([]);
  });

  it('is the same after a restart of its container, and a second pass writes nothing', async () => {
    const before = await rules();
    await (await fleet.engine.handle(LISTED)).restart({ t: 1 });
    expect(await addressOf(LISTED)).toBe(addresses.get(LISTED));
    expect(await reaches(LISTED, PUBLIC, 8443)).toBe(true);
    expect(await reaches(LISTED, PUBLIC, 80)).toBe(false);
    expect(await fleet.diff()).toMatchObject({ exitCode: 0, changes: [] });
    expect(await rules()).toBe(before);
  });

  it('needs the rules: flushed by a hand they are drift, and the next apply heals them', async () => {
    await execa('nft', ['flush', 'table', 'inet', tableName(fleet.instance)]);
    const open = await Promise.all([
      reaches(OPEN, METADATA, 80),
      reaches(OPEN, HOST, hostPort),
      reaches(OPEN, PRIVATE, 80),
      reaches(CLOSED, PUBLIC, 80),
    ]);
    expect(open).toEqual([true, true, true, true]);
    const { changes } = await fleet.diff();
    expect(changes).toMatchObject([{ subject: 'firewall/egress', section: 'drift' }]);
    expect(await fleet.apply()).toMatchObject({ exitCode: 0 });
    expect(await reaches(OPEN, METADATA, 80)).toBe(false);
    expect(await reaches(CLOSED, PUBLIC, 80)).toBe(false);
  });

  it('changes with the manifest while the pod runs on, open connections included', async () => {
    const { Id } = await fleet.engine.container(OPEN);
    const talking = prober.talk(await pidOf(OPEN), PUBLIC, 8443);
    await fleet.write(
      'pods.yaml',
      ...EGRESS.map(([key, egress]) => aPodWith(key, key === OPEN ? 'none' : egress)),
    );
    expect(await fleet.apply()).toMatchObject({ exitCode: 0 });
    expect((await fleet.engine.container(OPEN)).Id).toBe(Id);
    expect(await reaches(OPEN, PUBLIC, 80)).toBe(false);
    expect(await talking).toBeLessThan(6);
  });

  it('is forgotten with the last pod', async () => {
    await fleet.write('pods.yaml');
    await fleet.write('tenants.yaml');
    const flags = ['--prune', '--prune-allow-empty', '--max-deletes', '9'];
    expect(await fleet.apply(...flags)).toMatchObject({ exitCode: 0 });
    const { exitCode } = await execa('nft', ['list', 'table', 'inet', tableName(fleet.instance)], {
      reject: false,
    });
    expect(exitCode).not.toBe(0);
  });

  async function rules(): Promise<string> {
    return (await execa('nft', ['list', 'table', 'inet', tableName(fleet.instance)])).stdout;
  }
});

describe.skipIf(missing)(`what a pod can ask for names ${missing ?? ''}`, () => {
  let outside: Outside;
  let bench: NameBench;

  beforeAll(async () => {
    outside = await makeOutside();
    bench = await makeNameBench();
  });
  afterAll(async () => {
    await bench.remove();
    await outside.remove();
  });

  it('is the Engine’s name server, through Docker’s own, unless it may reach nothing', async () => {
    expect(await prober.ask(bench.asking, 'api.example.com')).toBe(ANSWER);
    expect(await prober.ask(bench.silent, 'api.example.com')).toBe('no');
  });
});
