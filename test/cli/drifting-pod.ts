import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { JsonObject } from '../../src/core/model/json.ts';
import { CliBench, type CliResult } from './cli-run.ts';
import { openclawPod, tenant, write } from './manifests.ts';

const FILE = 'tenants/acme.yaml';
const POD = openclawPod(
  'acme/agent',
  `  # cheap on purpose
  model:
    primary: openai/small # until May
  providers:
    openai: {apiKey: {env: OPENAI_KEY}}
  configOwnership:
    agent: [agents.defaults.thinkingDefault]
    shared: [agents.defaults.model, messages]
`,
);

/** A gateway on fakes whose config is changed from inside. */
export class DriftingPod {
  readonly cli: CliBench;

  private constructor(cli: CliBench) {
    this.cli = cli;
  }

  static async applied(): Promise<DriftingPod> {
    const cli = await CliBench.open();
    cli.workspace = cli.world.workspace;
    const pod = new DriftingPod(cli);
    await pod.declare(tenant('acme') + POD);
    const { code, stderr } = await pod.run('apply', '-f', 'tenants', '--yes');
    if (code !== 0) throw new Error(stderr);
    return pod;
  }

  run(...argv: readonly string[]): Promise<CliResult> {
    return this.cli.run(argv, { env: { OPENAI_KEY: 'sk-none' } });
  }

  apply(...flags: readonly string[]): Promise<CliResult> {
    return this.run('apply', '-f', 'tenants', '--yes', ...flags);
  }

  /** Of the manifests. */
  text(): Promise<string> {
    return readFile(join(this.cli.folder, FILE), 'utf8');
  }

  declare(text: string): Promise<void> {
    return write(this.cli, FILE, text);
  }

  config(): JsonObject {
    return JSON.parse(new TextDecoder().decode(this.#files().get('openclaw.json')?.content));
  }

  set(path: string, value: unknown): void {
    const whole = structuredClone(this.config()) as Record<string, unknown>;
    const steps = path.split('.');
    let map = whole;
    for (const step of steps.slice(0, -1)) {
      map[step] ??= {};
      map = map[step] as Record<string, unknown>;
    }
    map[steps.at(-1) ?? ''] = value;
    this.overwrite(JSON.stringify(whole));
  }

  overwrite(text: string): void {
    const file = this.#files().get('openclaw.json');
    if (file === undefined) throw new Error('there is no openclaw.json');
    const content = new TextEncoder().encode(text);
    this.#files().set('openclaw.json', { ...file, nanos: 1, content });
  }

  #files() {
    const volumes = [...this.cli.world.runtime.volumes];
    const found = volumes.find(([name]) => name.includes('_config_'));
    if (found === undefined) throw new Error('there is no config volume');
    return found[1].files;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.cli[Symbol.asyncDispose]();
  }
}
