import { randomInt } from 'node:crypto';
import { constants } from 'node:fs';
import { access, chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { type Browser, type BrowserContext, chromium } from 'playwright-core';

const CHROMIUM = process.env['AGENTPOD_CHROMIUM'] ?? '/usr/bin/chromium';
/** A range set aside for tests of networks (RFC 2544). */
const RANGE = '198.18';
const SUBNETS = 2 ** 14;

/** Why no browser can be started here; undefined when one can. */
export async function whyNoBrowser(): Promise<string | undefined> {
  if (process.getuid?.() !== 0) return 'a network namespace for the browser needs root';
  try {
    await access(CHROMIUM, constants.X_OK);
  } catch {
    return `no Chromium at ${CHROMIUM}: run "scripts/browser.sh", or say by AGENTPOD_CHROMIUM where it is`;
  }
  const found = await execa('sh', ['-c', 'command -v certutil && command -v ip'], {
    reject: false,
  });
  return found.exitCode === 0 ? undefined : 'no certutil or ip: run "scripts/browser.sh"';
}

/**
 * A customer's computer: Chromium in a network namespace of its own, which reaches this machine by one
 * wire and nothing else, and trusts AgentPod's local authority. Without the namespace Chromium would
 * give up what it loads whenever a container anywhere on the machine comes or goes.
 */
export class BrowserComputer {
  /** As the reverse proxy sees it. */
  readonly address: string;
  readonly #name: string;
  readonly #home: string;
  readonly #browser: Browser;

  private constructor(name: string, address: string, home: string, browser: Browser) {
    this.#name = name;
    this.address = address;
    this.#home = home;
    this.#browser = browser;
  }

  /** `authority`: a certificate in PEM. */
  static async start(authority?: string): Promise<BrowserComputer> {
    const index = randomInt(SUBNETS);
    const subnet = (last: number) => `${RANGE}.${index >> 6}.${(index & 63) * 4 + last}`;
    const name = `apb${index}`;
    const home = await mkdtemp(join(tmpdir(), 'agentpod-browser-'));
    if (authority !== undefined) await trust(home, authority);
    await connect(name, subnet(1), subnet(2));
    const program = join(home, 'chromium');
    await writeFile(program, `#!/bin/sh\nexec ip netns exec ${name} ${CHROMIUM} "$@"\n`);
    await chmod(program, 0o755);
    const browser = await chromium.launch({
      executablePath: program,
      // Every name that a test uses is this machine's, seen from outside.
      args: [`--host-resolver-rules=MAP * ${subnet(1)}`, '--disable-quic', '--disable-gpu'],
      env: { PATH: process.env['PATH'], HOME: home },
    });
    return new BrowserComputer(name, subnet(2), home, browser);
  }

  /** A browser profile that has never been anywhere. */
  newProfile(): Promise<BrowserContext> {
    return this.#browser.newContext({ viewport: { width: 1280, height: 800 } });
  }

  async remove(): Promise<void> {
    await this.#browser.close();
    await execa('ip', ['link', 'delete', `${this.#name}h`]);
    await execa('ip', ['netns', 'delete', this.#name]);
    await rm(this.#home, { recursive: true, force: true });
  }
}

/** In Chromium's own store, so that the chain of certificates is proved and not waved through. */
async function trust(home: string, authority: string): Promise<void> {
  const folder = join(home, '.pki/nssdb');
  await mkdir(folder, { recursive: true });
  const file = join(home, 'authority.crt');
  await writeFile(file, authority);
  const database = ['-d', `sql:${folder}`];
  await execa('certutil', [...database, '-N', '--empty-password']);
  await execa('certutil', [...database, '-A', '-t', 'C,,', '-n', 'AgentPod', '-i', file]);
}

async function connect(name: string, ours: string, theirs: string): Promise<void> {
  const ip = (...argv: readonly string[]) => execa('ip', argv);
  const inside = (...argv: readonly string[]) => ip('-n', name, ...argv);
  await ip('netns', 'add', name);
  await ip('link', 'add', `${name}h`, 'type', 'veth', 'peer', 'name', 'wire', 'netns', name);
  await ip('address', 'add', `${ours}/30`, 'dev', `${name}h`);
  await ip('link', 'set', `${name}h`, 'up');
  await inside('address', 'add', `${theirs}/30`, 'dev', 'wire');
  await inside('link', 'set', 'wire', 'up');
  await inside('link', 'set', 'lo', 'up');
  await inside('route', 'add', 'default', 'via', ours);
}
