import type { ForgeKind } from '../../core/git/forge-address.ts';
import type { LoopSettings, Stops } from '../../engine/loop/loop-parts.ts';

/** What `serve` asks of the program. */
export interface ServeRequest {
  /** As the user gave them. */
  readonly folders: readonly string[];
  readonly git: readonly GitRepository[];
  readonly gitAccess: GitAccess;
  readonly forge: ForgeAccess;
  /** The file of `--alerts`; absent: nobody is told. */
  readonly alerts?: string;
  /** `NAME <ADDRESS>` of commits for the administrator; one is made when absent. */
  readonly commitAuthor?: string;
  readonly cwd: string;
  readonly stdin: NodeJS.ReadableStream;
  readonly listen: { readonly host: string; readonly port: number };
  readonly settings: LoopSettings;
  readonly stops: Stops;
  readonly version: string;
  readonly output: { readonly json: boolean; readonly write: (line: string) => void };
}

export interface GitRepository {
  /** Undefined: one is made of the address. */
  readonly name: string | undefined;
  readonly url: string;
  readonly ref: string;
  readonly path: string;
  readonly intervalSeconds: number;
}

/** For all repositories alike; paths as the user gave them. */
export interface GitAccess {
  readonly sshKeyFile: string | undefined;
  readonly knownHostsFile: string | undefined;
  /** Undefined: signatures do not matter. */
  readonly trustedKeyFiles: readonly string[] | undefined;
}

/** Where commits get a status; nowhere without a token. */
export interface ForgeAccess {
  readonly kind: ForgeKind | undefined;
  readonly api: string | undefined;
  readonly tokenFile: string | undefined;
}
