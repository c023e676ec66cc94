/** Programs that ask the status API, over a world on fakes with two tenants. */
import type { DesiredState } from '../../src/core/model/desired.ts';
import { loadDesired } from '../../src/engine/load.ts';
import { combineSources } from '../../src/engine/loop/combine-sources.ts';
import { STARTING } from '../../src/engine/loop/serve-status.ts';
import { Vitals } from '../../src/engine/loop/vitals.ts';
import { RunBook } from '../../src/engine/runs/run-book.ts';
import type { NewApiToken } from '../../src/ports/api-tokens.ts';
import type { Diagnosis } from '../../src/ports/diagnosis.ts';
import { createApi } from '../../src/shell/api/api.ts';
import { aPod, aTenant } from '../builders.ts';
import { apiParts } from './api-parts.ts';
import { FINE_DIAGNOSIS, FINE_EXAMINATION } from './fine-diagnosis.ts';
import { World } from './world.ts';

const DESIRED = {
  tenants: [aTenant(), aTenant({ name: 'globex' })],
  pods: [aPod({ key: 'acme/agent' }), aPod({ key: 'acme/other' }), aPod({ key: 'globex/agent' })],
  warnings: [],
};

const WATCHED = [
  { name: 'shop', about: { kind: 'folder', path: 'tenants' } },
  {
    name: 'fleet',
    about: { kind: 'git', url: 'https://h/fleet.git', ref: 'main', path: '.' },
  },
] as const;

interface Ask {
  readonly token?: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly peer?: string;
  /** Sent as JSON; a text is sent as it is. */
  readonly body?: unknown;
}

export class ApiBench {
  time = Date.parse('2026-01-01T00:00:00Z');
  readonly world = new World();
  readonly workspace = this.world.workspace;
  readonly reported: unknown[] = [];
  readonly end = new AbortController();
  status = { ...STARTING, role: 'leader' as const, loaded: true, engine: true, synced: true };
  readonly vitals = new Vitals();
  opens = async () => this.workspace;
  /** What the manifests say, by file; written to by whoever edits them. */
  readonly files = new Map<string, string>();
  /** Names of files that no write reaches. */
  readonly unwritable = new Set<string>();
  readonly #parts = apiParts(this.files, (error) => this.reported.push(error), this.unwritable);
  readonly commits = this.#parts.commits;
  readonly git = this.#parts.git;
  /** In force. */
  desired: DesiredState = DESIRED;
  readonly live = this.#parts.live;
  readonly requests = this.#parts.requests;
  readonly clock = { now: () => new Date(this.time) };
  /** What `doctor` finds; a test changes the look that it is about. */
  readonly diagnosis: Diagnosis = { ...FINE_DIAGNOSIS };
  readonly runs = new RunBook({ clock: this.clock, server: 'r1', prunes: false });
  readonly app = createApi({
    ...this.#parts,
    workspace: () => this.opens(),
    status: () => this.status,
    desired: () => this.desired,
    sources: { watched: WATCHED, state: () => this.runs.state, clock: this.clock },
    vitals: this.vitals,
    examination: { ...FINE_EXAMINATION, diagnosis: this.diagnosis, clock: this.clock },
    local: true,
    clock: this.clock,
    report: (error) => this.reported.push(error),
    signal: this.end.signal,
    beat: 20,
  });

  static async open(): Promise<ApiBench> {
    const bench = new ApiBench();
    await bench.world.apply(DESIRED);
    return bench;
  }

  /** What the files say comes in force, and is applied. */
  async adopt(): Promise<void> {
    const { secrets } = this.workspace;
    const source = combineSources(this.#parts.manifests.sources);
    this.desired = (await loadDesired({ source, secrets })).desired;
    await this.world.apply(this.desired);
  }

  async token(wanted: Partial<NewApiToken> & { readonly tenant?: string } = {}): Promise<string> {
    const { tenant } = wanted;
    const name = wanted.name ?? `t-${(await this.workspace.store.apiTokens.list()).length}`;
    const made =
      tenant === undefined
        ? await this.workspace.store.apiTokens.create({
            name,
            role: wanted.role === 'admin' ? 'admin' : 'read-only',
          })
        : await this.workspace.store.apiTokens.create({ name, role: 'tenant', tenant });
    return made.reveal();
  }

  ask(path: string, { token, method = 'GET', headers, peer = '192.0.2.1', body }: Ask = {}) {
    const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` };
    const type = body === undefined ? {} : { 'content-type': 'application/json' };
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const sent = body === undefined ? {} : { body: text };
    const socket = { remoteAddress: peer, remotePort: 1, remoteFamily: 'IPv4' };
    return this.app.request(
      `/api/v1${path}`,
      { method, headers: { ...authorization, ...type, ...headers }, ...sent },
      { incoming: { socket } },
    );
  }

  event(subject: `tenant/${string}` | `pod/${string}/${string}`, reason: string): Promise<void> {
    return this.workspace.store.appendEvents([{ subject, type: 'Normal', reason, message: '' }]);
  }
}

export interface Message {
  readonly id: string;
  /** Absent on the stream of events, which has one kind. */
  readonly event?: string;
  readonly reason: string;
  readonly subject: string;
  /** JSON. */
  readonly data: string;
}

/** Reads messages off a stream until there are so many. */
export async function messages(response: Response, wanted: number) {
  return messagesUntil(response, (found) => found.length >= wanted);
}

/** The same until those found so far are enough. */
export async function messagesUntil(
  response: Response,
  isEnough: (found: readonly Message[]) => boolean,
) {
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  const found: Message[] = [];
  let text = '';
  while (!isEnough(found)) {
    const { value, done } = (await reader?.read()) ?? { done: true, value: undefined };
    if (done) break;
    text += value;
    const blocks = text.split('\n\n');
    text = blocks.pop() ?? '';
    found.push(...blocks.flatMap(messageIn));
  }
  return { found, cancel: () => reader?.cancel() };
}

/** Lets something happen once the snapshot is there: what happens before is in it, and is not told. */
export function behindSnapshot(
  happen: () => unknown,
  isEnough: (found: readonly Message[]) => boolean,
) {
  let began = false;
  return (found: readonly Message[]): boolean => {
    if (!began && found.length > 0) {
      began = true;
      happen();
    }
    return isEnough(found);
  };
}

function messageIn(block: string): readonly Message[] {
  const [, data] = /^data: (.*)$/m.exec(block) ?? [];
  const [, id = ''] = /^id: (.*)$/m.exec(block) ?? [];
  const [, event] = /^event: (.*)$/m.exec(block) ?? [];
  if (data === undefined) return [];
  return [{ ...JSON.parse(data), id, data, ...(event === undefined ? {} : { event }) }];
}
