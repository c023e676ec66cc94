import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Writable } from 'node:stream';
import type { Workspace, WorkspaceRequest } from '../../src/engine/workspace.ts';
import { runCli } from '../../src/harness/cli/cli.ts';
import type { CliContext, CliServices, StopSignal } from '../../src/harness/cli/context.ts';
import type { Diagnosis } from '../../src/ports/diagnosis.ts';
import { openAlertsFile } from '../../src/services/alerts/alerts-file.ts';
import { createLocalCertificates } from '../../src/services/certificates/local-certificates.ts';
import { fingerprintKey } from '../../src/services/crypto/fingerprint.ts';
import { ephemeralKey } from '../../src/services/crypto/master-key.ts';
import { createManifestFolder } from '../../src/services/git/manifest-folder.ts';
import { contextStore } from '../../src/services/remote/context-store.ts';
import { createServerClient } from '../../src/services/remote/server-client.ts';
import { secretReader } from '../../src/services/secrets/secret-reader.ts';
import { secretSealer } from '../../src/services/sops/sealer.ts';
import { manifestSource } from '../../src/services/source/manifest-source.ts';
import { systemClock } from '../../src/services/system-clock.ts';
import { FINE_DIAGNOSIS } from '../fakes/fine-diagnosis.ts';
import { World } from '../fakes/world.ts';

/** What a command line wrote and how it ended. */
export interface CliResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** What is typed; without it stdin is no terminal. */
  readonly typed?: string;
  /** Piped into stdin. */
  readonly piped?: string;
  /** Columns of a terminal that stdout and stderr are. */
  readonly columns?: number;
}

/** Runs the command line in this process, on a fake Engine and state, in a folder of its own. */
export class CliBench {
  readonly world = new World();
  readonly folder: string;
  workspace: Workspace;
  readonly exits: number[] = [];
  diagnosis: Diagnosis = FINE_DIAGNOSIS;
  /** Told how each workspace is opened. */
  onOpen: (request: WorkspaceRequest) => void = () => undefined;
  readonly #listeners = new Set<(signal: StopSignal) => void>();

  private constructor(folder: string) {
    this.folder = folder;
    // The world's own secrets are their own fingerprints, which would show in what is signed.
    const secrets = secretReader({
      env: {},
      fingerprintKey: fingerprintKey(ephemeralKey()),
      vault: this.world.store.vault,
    });
    this.workspace = { ...this.world.workspace, secrets };
  }

  static async open(): Promise<CliBench> {
    return new CliBench(await mkdtemp(join(tmpdir(), 'agentpod-cli-')));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }

  signal(signal: StopSignal): void {
    for (const listener of [...this.#listeners]) listener(signal);
  }

  async run(argv: readonly string[], options: RunOptions = {}): Promise<CliResult> {
    const stdout = new Captured();
    const stderr = new Captured();
    const code = await runCli(argv, this.#context(stdout, stderr, options));
    return { code, stdout: stdout.text, stderr: stderr.text };
  }

  #context(stdout: Writable, stderr: Writable, options: RunOptions): CliContext {
    const stdin = new PassThrough();
    stdin.end(options.typed ?? options.piped ?? '');
    return {
      env: { ...options.env },
      stdin,
      stdout,
      stderr,
      colorDepth: 1,
      cwd: this.folder,
      home: this.folder,
      uid: 1000,
      terminal: {
        stdin: options.typed !== undefined,
        stdout: options.columns !== undefined,
        stderr: options.columns !== undefined,
        columns: () => options.columns,
      },
      clock: this.world.workspace.clock,
      interrupts: {
        subscribe: (listener) => {
          this.#listeners.add(listener);
          return () => this.#listeners.delete(listener);
        },
        exit: (code) => this.exits.push(code),
      },
      version: '1.2.3',
      packageRoot: new URL('../../', import.meta.url),
      connect: async () => this.#services(),
    };
  }

  #services(): CliServices {
    return {
      openWorkspace: async (request) => {
        this.onOpen(request);
        return this.workspace;
      },
      manifestSource: (paths, { cwd, stdin }) => manifestSource(paths, { cwd, stdin }),
      offlineSecrets: () => this.workspace.secrets,
      runtime: () => this.workspace.runtime,
      manifestFolder: createManifestFolder,
      server: (place) => createServerClient(place, systemClock),
      contexts: contextStore,
      sealer: () => secretSealer({}, this.workspace.clock),
      localCertificates: createLocalCertificates({
        stateDir: this.folder,
        now: () => this.workspace.clock.now(),
      }),
      embeddedState: {
        status: async () => ({ directory: '/state/postgres-18', running: true, pid: 42 }),
        stop: async () => true,
      },
      diagnosis: this.diagnosis,
      alertReceivers: (file, cwd) =>
        openAlertsFile(file, {
          cwd,
          instance: 'test',
          secrets: this.workspace.secrets,
          now: Date.now,
        }),
      stateCopy: { backup: unsupported, restore: unsupported },
      rekey: unsupported,
      serve: unsupported,
    };
  }
}

/** The copies of a real database have tests of their own. */
async function unsupported(): Promise<never> {
  throw new Error('these tests have no database to copy');
}

class Captured extends Writable {
  text = '';

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}
