import type { BaseContext } from 'clipanion';
import type { AppConfig } from '../../config.ts';
import type { OpenWorkspace } from '../../engine/workspace.ts';
import type { AlertReceivers } from '../../ports/alert-sender.ts';
import type { Clock } from '../../ports/clock.ts';
import type { ContainerRuntime } from '../../ports/container-runtime.ts';
import type { ContextStore } from '../../ports/context-store.ts';
import type { Diagnosis } from '../../ports/diagnosis.ts';
import type { LocalCertificates } from '../../ports/local-certificates.ts';
import type { ManifestFolder } from '../../ports/manifest-folder.ts';
import type { ManifestSource } from '../../ports/manifest-source.ts';
import type { RekeyReport, RekeyRequest } from '../../ports/rekey.ts';
import type { SecretReader } from '../../ports/secret-reader.ts';
import type { SecretSealer } from '../../ports/secret-sealer.ts';
import type { ServerClient, ServerPlace } from '../../ports/server-client.ts';
import type { StateCopy } from '../../ports/state-copy.ts';
import type { ServeRequest } from './serve-request.ts';

/** What a command knows of the world. Tests inject all of it; `program.ts` gives the real thing. */
export interface CliContext extends BaseContext {
  /** Absolute; relative paths on the command line start here. */
  readonly cwd: string;
  readonly home: string;
  /** Numeric user id; 0 is root. */
  readonly uid: number;
  readonly terminal: Terminal;
  readonly clock: Pick<Clock, 'now'>;
  readonly interrupts: Interrupts;
  readonly version: string;
  /** The folder that holds `schemas/`. */
  readonly packageRoot: URL;
  /** Everything that talks to the world, loaded only by commands that need it. */
  readonly connect: (config: AppConfig) => Promise<CliServices>;
}

/** What `app.ts` gives to the command line. */
export interface CliServices {
  readonly openWorkspace: OpenWorkspace;
  /** Paths as the user gave them; `-` reads `stdin`. */
  manifestSource(paths: readonly string[], input: SourceInput): ManifestSource;
  /** Reads references without a state: its fingerprints hold for this process only. */
  offlineSecrets(): SecretReader;
  runtime(): ContainerRuntime;
  manifestFolder(): ManifestFolder;
  sealer(): SecretSealer;
  /** For hosts that no public authority certifies. */
  readonly localCertificates: LocalCertificates;
  /** A server's status API. */
  server(place: ServerPlace): ServerClient;
  readonly contexts: ContextStore;
  readonly embeddedState: EmbeddedState;
  readonly diagnosis: Diagnosis;
  readonly stateCopy: StateCopy;
  /** Another master key for all that is stored. */
  rekey(request: RekeyRequest): Promise<RekeyReport>;
  /** From a file as the user named it; fails with a `ManifestError`. */
  alertReceivers(file: string, cwd: string): Promise<AlertReceivers>;
  /** Ends when it is told to stop. */
  serve(request: ServeRequest): Promise<void>;
}

interface SourceInput {
  readonly cwd: string;
  readonly stdin: NodeJS.ReadableStream;
}

/** The database that AgentPod runs by itself when no DATABASE_URL is set. */
interface EmbeddedState {
  status(): Promise<EmbeddedStatus>;
  /** False when it did not run. */
  stop(): Promise<boolean>;
}

export interface EmbeddedStatus {
  readonly directory: string;
  readonly running: boolean;
  /** Undefined when it does not run. */
  readonly pid: number | undefined;
}

interface Terminal {
  readonly stdin: boolean;
  readonly stdout: boolean;
  readonly stderr: boolean;
  /** Display columns of the output; undefined when it is no terminal. */
  columns(): number | undefined;
}

export type StopSignal = 'SIGINT' | 'SIGTERM';

export interface Interrupts {
  /** While a listener is there, signals do not end the process. Returns its removal. */
  subscribe(listener: (signal: StopSignal) => void): () => void;
  /** Ends the process at once. */
  exit(code: number): void;
}
