/** Single sign-on with a real gateway, a real Traefik, and an identity provider of the test's own. */
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PodKey } from '../../../src/core/model/resource.ts';
import { routeFile } from '../../../src/core/proxy/route-file.ts';
import { aPod } from '../../builders.ts';
import { whyNoEngine } from '../../contract/docker-world.ts';
import { aFleet, type Fleet } from '../../integration/fleet/fleet.ts';
import { aTenant } from '../../integration/fleet/manifests.ts';
import { anOpenClaw, OPENCLAW_IMAGE } from '../harness/openclaw-pod.ts';
import { type Front, forwardAuthAddress, issuerOf, standInFront } from './front.ts';
import { Visitor } from './visitor.ts';

const missing = await whyNoEngine();
const POD: PodKey = 'acme/agent';
const HOST = 'agent.example.com';
const OWNER = 'amy@example.com';

describe.skipIf(missing)(`a pod with single sign-on ${missing ?? ''}`, () => {
  let fleet: Fleet;
  let front: Front;
  let prefix: string;

  beforeAll(async () => {
    fleet = await aFleet();
    Object.assign(fleet.env, { OPENAI_API_KEY: 'none', AGENTPOD_PROXY: 'off' });
    // The first network of the pool; its lower half is free.
    prefix = fleet.slot.subnetPool.split('.').slice(0, 3).join('.');
    const sso = { address: forwardAuthAddress(prefix), owners: [OWNER] };
    const spec = { hosts: [HOST], route: { sso } };
    await fleet.write('acme.yaml', aTenant('acme'), anOpenClaw(POD, spec));
    expect(await fleet.apply()).toMatchObject({ exitCode: 0 });
    const network = `agentpod-${fleet.instance}_acme`;
    const routes = routeFile(aPod({ key: POD, hosts: [HOST], spec }), network, {
      mode: 'managed',
      door: undefined,
    });
    front = await standInFront(fleet.engine.docker, {
      instance: fleet.instance,
      network,
      prefix,
      routes: routes ?? {},
      service: `${network}_agent`,
      pod: (await fleet.engine.container(POD)).Name.slice(1),
      agentImage: OPENCLAW_IMAGE,
    });
    await answering(new Visitor(front.proxy));
  });
  afterAll(async () => {
    await front?.remove();
    await fleet.remove();
  });

  /** Until Traefik and whom it asks are both up: then a stranger is sent to the provider. */
  async function answering(visitor: Visitor): Promise<void> {
    for (let turn = 0; turn < 150; turn += 1) {
      const status = await visitor.get(`https://${HOST}/`).then(
        (answer) => answer.status,
        () => 0,
      );
      if (status === 302) return;
      await pause(200);
    }
    throw new Error('the proxy does not ask who it is');
  }

  /** Follows the provider's redirects, naming the user on its login page. */
  async function signIn(user: string): Promise<Visitor> {
    const visitor = new Visitor(front.proxy);
    const login = (await visitor.get(`https://${HOST}/`)).headers.location ?? '';
    expect(login).toMatch(new RegExp(`^${issuerOf(prefix)}/authorize\\?`));
    const back = (await visitor.get(`${login}&user=${user}`)).headers.location ?? '';
    expect((await visitor.get(back)).headers.location).toBe(`https://${HOST}/`);
    return visitor;
  }

  it('shows an owner the Control UI, and lets them in without pairing, as administrator', async () => {
    const owner = await signIn(OWNER);
    const page = await owner.get(`https://${HOST}/`);
    expect(page.status).toBe(200);
    expect(page.body).toContain('<openclaw-app');
    expect(await owner.greet(HOST)).toEqual({
      refusal: undefined,
      scopes: [
        'operator.admin',
        'operator.approvals',
        'operator.questions',
        'operator.read',
        'operator.write',
      ],
    });
  });

  it('sends a stranger to the provider, for pages and for WebSockets', async () => {
    const stranger = new Visitor(front.proxy);
    expect((await stranger.get(`https://${HOST}/`)).status).toBe(302);
    expect(await stranger.greet(HOST)).toMatchObject({ refusal: '302' });
  });

  it('refuses somebody whom the provider knows and the manifest does not', async () => {
    const other = await signIn('eve@example.com');
    expect(await other.greet(HOST)).toEqual({
      scopes: undefined,
      refusal: 'trusted_proxy_user_not_allowed',
    });
  });

  it.each(['X-Forwarded-User', 'x-forwarded-user'])(
    'does not take a name from the client: %s',
    async (header) => {
      const stranger = new Visitor(front.proxy);
      expect((await stranger.get(`https://${HOST}/`, { [header]: OWNER })).status).toBe(302);
      expect(await stranger.greet(HOST, { [header]: OWNER })).toMatchObject({ refusal: '302' });
      const other = await signIn('eve@example.com');
      expect(await other.greet(HOST, { [header]: OWNER })).toMatchObject({
        refusal: 'trusted_proxy_user_not_allowed',
      });
    },
  );

  it('makes no device an administrator, and leaves no approval open', async () => {
    const said = await fleet.engine.sh(POD, 'openclaw devices list --json');
    const { pending, paired } = JSON.parse(said.slice(said.indexOf('{')));
    expect(pending).toEqual([]);
    const browsers = paired.filter((device: { approvedVia: string }) => {
      return device.approvedVia === 'trusted-proxy';
    });
    expect(browsers.length).toBeGreaterThan(0);
    for (const { scopes } of browsers) expect(scopes).not.toContain('operator.admin');
  });

  it('is asked by AgentPod from within all the same', async () => {
    const said = await fleet.engine.sh(POD, 'openclaw dashboard --json');
    expect(JSON.parse(said.slice(said.indexOf('{')))).toMatchObject({ ok: true });
    expect(await fleet.diff()).toMatchObject({ exitCode: 0 });
  });
});
