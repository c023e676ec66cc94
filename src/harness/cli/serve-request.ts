import type { LoopSettings, Stops } from '../../engine/loop/loop-parts.ts';

/** What `serve` asks of the program. */
export interface ServeRequest {
  /** As the user gave them. */
  readonly folders: readonly string[];
  readonly git: readonly GitRepository[];
  /** The file of `--alerts`; absent: nobody is told. */
  readonly alerts?: string;
  readonly cwd: string;
  readonly stdin: NodeJS.ReadableStream;
  readonly listen: { readonly host: string; readonly port: number };
  readonly settings: LoopSettings;
  readonly stops: Stops;
  readonly version: string;
  readonly output: { readonly json: boolean; readonly write: (line: string) => void };
}

export interface GitRepository {
  readonly url: string;
  readonly ref: string;
  readonly path: string;
  readonly intervalSeconds: number;
}
