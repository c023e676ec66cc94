import { PassThrough } from 'node:stream';
import Docker from 'dockerode';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeDockerWorld, STUB_IMAGE, whyNoEngine } from '../contract/docker-world.ts';
import { makePod, type RuntimeWorld, requestsFor, text } from '../contract/runtime-world.ts';

const missing = await whyNoEngine();

describe.skipIf(missing)(`commands and logs on a real Engine ${missing ?? ''}`, () => {
  let world: RuntimeWorld;
  beforeEach(async () => {
    world = await makeDockerWorld();
  });
  afterEach(async () => {
    await world.cleanUp();
  });

  async function startedPod(): Promise<string> {
    const { name } = await makePod(world);
    await world.runtime.startContainer(name);
    return name;
  }

  it('runs a command once with files and without network, and leaves nothing behind', async () => {
    const script = 'cat /work/in.txt; id -u; ls /sys/class/net; echo oops >&2; exit 3';
    const result = await world.runtime.runOnce({
      image: STUB_IMAGE,
      argv: ['sh', '-c', script],
      files: [{ path: 'in.txt', mode: 0o600, content: text('hëllo\n') }],
      env: {},
      labels: requestsFor(world).helper.labels,
      timeoutSeconds: 20,
    });

    expect(result).toEqual({ exitCode: 3, stdout: 'hëllo\n1000\nlo\n', stderr: 'oops\n' });
    expect(await helpers(world)).toEqual([]);
  });

  it('kills a single run that takes too long, and leaves nothing behind', async () => {
    const run = world.runtime.runOnce({
      image: STUB_IMAGE,
      argv: ['sleep', '60'],
      files: [],
      env: {},
      labels: requestsFor(world).helper.labels,
      timeoutSeconds: 1,
    });

    await expect(run).rejects.toMatchObject({ reason: 'RunTimeout' });
    expect(await helpers(world)).toEqual([]);
  });

  it('captures a command: both outputs, its exit code, and a deadline', async () => {
    const name = await startedPod();
    const argv = [
      'sh',
      '-c',
      'printf "ä%.0s" $(seq 40000) 2>/dev/null || printf äää; echo e >&2; exit 7',
    ];

    const result = await world.runtime.exec(name, argv, {});

    expect(result).toMatchObject({ exitCode: 7, stderr: 'e\n' });
    expect(result.stdout).toMatch(/^ä+$/);
    await expect(
      world.runtime.exec(name, ['sleep', '30'], { timeoutSeconds: 1 }),
    ).rejects.toMatchObject({ reason: 'ExecTimeout' });
  });

  it('joins a caller that is no terminal: its input goes in, the output comes out', async () => {
    const name = await startedPod();
    const stdin = new PassThrough();
    const stdout = new PassThrough();
    stdin.end('one\ntwo\n');

    const { exitCode } = await world.runtime.exec(name, ['sh', '-c', 'cat; exit 4'], {
      interactive: { stdin: stdin as never, stdout: stdout as never },
    });

    expect(exitCode).toBe(4);
    expect(String(stdout.read())).toBe('one\ntwo\n');
  });

  it('joins a terminal: raw keys, the window size, and the mode it had before', async () => {
    const name = await startedPod();
    const modes: boolean[] = [];
    const setRawMode = (mode: boolean) => modes.push(mode);
    const stdin = Object.assign(new PassThrough(), { isTTY: true, isRaw: false, setRawMode });
    const stdout = Object.assign(new PassThrough(), { isTTY: true, rows: 33, columns: 77 });
    stdin.write('exit 5\r');

    const { exitCode } = await world.runtime.exec(name, ['sh'], {
      interactive: { stdin: stdin as never, stdout: stdout as never },
    });

    expect(exitCode).toBe(5);
    expect(modes).toEqual([true, false]);
  });

  it('gives the last lines of a log, and follows it until told to stop', async () => {
    const command = [
      'sh',
      '-c',
      'echo a; echo b >&2; sleep 1; echo "c ü"; sleep 1; echo d; sleep 60',
    ];
    const { name } = await makePod(world, { command });
    await world.runtime.startContainer(name);
    const stop = new AbortController();
    const lines: string[] = [];
    for await (const line of world.runtime.logs(name, { follow: true, signal: stop.signal })) {
      lines.push(line);
      if (line === 'd') stop.abort();
    }

    expect(lines.toSorted()).toEqual(['a', 'b', 'c ü', 'd']);
    expect(await collect(world.runtime.logs(name, { tail: 1 }))).toEqual(['d']);
    expect(await collect(world.runtime.logs(name, { since: '2999-01-01T00:00:00Z' }))).toEqual([]);
    const [stamped] = await collect(world.runtime.logs(name, { tail: 1, timestamps: true }));
    expect(stamped).toMatch(/^\d{4}-\d\d-\d\dT.*Z d$/);
  });

  it('follows the log of a container to its end', async () => {
    const { name } = await makePod(world, { command: ['sh', '-c', 'echo a; sleep 1; echo last'] });
    await world.runtime.startContainer(name);
    setTimeout(() => world.runtime.stopContainer(name, 1).catch(() => undefined), 1500);

    const lines = await collect(world.runtime.logs(name, { follow: true }));

    expect(lines).toContain('last');
  });
});

async function helpers(world: RuntimeWorld): Promise<unknown[]> {
  const filters = { label: [`dev.agentpod.instance=${world.instance}`, 'dev.agentpod.helper'] };
  return new Docker().listContainers({ all: true, filters });
}

async function collect(lines: AsyncIterable<string>): Promise<string[]> {
  const all: string[] = [];
  for await (const line of lines) all.push(line);
  return all;
}
