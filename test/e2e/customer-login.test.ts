/** A customer's way in with a real gateway: the vendor's link, the door, the bootstrap. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BOOTSTRAP_PATH, DOOR_PATH } from '../../src/core/access/paths.ts';
import type { PodKey } from '../../src/core/model/resource.ts';
import { DEFAULT_PROXY } from '../../src/core/proxy/defaults.ts';
import { mintBootstrap } from '../../src/engine/mint-bootstrap.ts';
import { openState, type State } from '../../src/services/database/open.ts';
import { createDockerRuntime } from '../../src/services/docker/runtime.ts';
import { createAgentGateway } from '../../src/services/gateway/agent-gateway.ts';
import { createDoor } from '../../src/shell/door/door.ts';
import { whyNoEngine } from '../contract/docker-world.ts';
import { cookieOf } from '../fakes/door-bench.ts';
import { aFleet, type Fleet } from '../integration/fleet/fleet.ts';
import { aTenant } from '../integration/fleet/manifests.ts';
import { anOpenClaw } from './harness/openclaw-pod.ts';

const missing = await whyNoEngine();
const POD: PodKey = 'acme/agent';
const HOST = 'agent.example.com';

describe.skipIf(missing)(`a customer of a real gateway ${missing ?? ''}`, () => {
  let fleet: Fleet;
  let state: State;
  let door: ReturnType<typeof createDoor>;

  beforeAll(async () => {
    fleet = await aFleet();
    Object.assign(fleet.env, { OPENAI_API_KEY: 'none', AGENTPOD_PROXY: 'off' });
    await fleet.write('acme.yaml', aTenant('acme'), anOpenClaw(POD, { hosts: [HOST] }));
    expect(await fleet.apply()).toMatchObject({ exitCode: 0 });
    const { stateDir, instance, slot } = fleet;
    state = await openState({ stateDir, instance, readOnly: false, application: 'door' });
    const runtime = createDockerRuntime();
    const { ports, subnetPool } = slot;
    const settings = { instance, ports, subnetPool, proxy: DEFAULT_PROXY };
    const workspace = { runtime, gateway: createAgentGateway(runtime), settings };
    door = createDoor({
      access: state.store.access,
      mintBootstrap: (pod, origin) => mintBootstrap(workspace, pod, origin),
      clock: { now: () => new Date() },
      trustedProxies: [],
      report: (error) => {
        throw error;
      },
    });
  });
  afterAll(async () => {
    await state?.close();
    await fleet.remove();
  });

  const own = { host: HOST, 'sec-fetch-site': 'same-origin' };
  const bootstrap = async (cookie: string) =>
    door.request(BOOTSTRAP_PATH, { headers: { ...own, cookie } });

  it('opens the link of the command line and is handed an owner token, another each time', async () => {
    const { stdout } = await fleet.run(['pod', 'invite', POD]);
    const token = new URL(stdout.trim()).hash.replace('#token=', '');
    const headers = {
      ...own,
      origin: `https://${HOST}`,
      'content-type': 'application/x-www-form-urlencoded',
    };
    const body = `token=${token}`;
    const login = await door.request(DOOR_PATH.login, { method: 'POST', headers, body });
    expect(login.status).toBe(303);
    const answers = [await bootstrap(cookieOf(login)), await bootstrap(cookieOf(login))];
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    const [one, two] = await Promise.all(answers.map((answer) => answer.text()));
    expect(JSON.parse(one ?? '')).toEqual({
      bootstrapToken: expect.stringMatching(/^[\x21-\x7e]{16,4096}$/),
      bootstrapProfile: 'owner',
    });
    expect(two).not.toBe(one);
  });

  it('is out once the vendor says so', async () => {
    expect((await fleet.run(['pod', 'sessions', POD, '--all'])).exitCode).toBe(0);
    expect((await fleet.run(['pod', 'sessions', POD])).stderr).toBe('Nobody is signed in.\n');
  });
});
