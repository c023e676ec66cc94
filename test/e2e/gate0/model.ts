import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { pinned } from '../../images.ts';

const PROGRAM = join(import.meta.dirname, 'model-server.cjs');
const PORT = 4000;

/** Where pods of its network find it. */
export const MODEL_URL = `http://model:${PORT}/v1`;

/** An OpenAI-compatible model beside the pods of one tenant. */
export interface Model {
  /** What it answers holds this, a hyphen and the tag of the question, eight hexadecimal digits after `#`. */
  readonly nonce: string;
  /** All that it was asked so far. */
  asked(): Promise<string>;
  remove(): Promise<void>;
}

export async function startModel(network: string): Promise<Model> {
  const name = `${network}-model`;
  const nonce = `nonce-${randomBytes(6).toString('hex')}`;
  await execa('docker', [
    ...['run', '--detach', '--init', '--name', name, '--cap-drop', 'ALL', '--memory', '128m'],
    ...['--network', network, '--network-alias', 'model', '--env', `NONCE=${nonce}`],
    ...['--env', `PORT=${PORT}`, '--entrypoint', 'node', pinned('OPENCLAW_IMAGE')],
    ...['-e', await readFile(PROGRAM, 'utf8')],
  ]);
  return {
    nonce,
    asked: async () => (await execa('docker', ['logs', name])).stdout,
    remove: async () => {
      await execa('docker', ['rm', '--force', name]);
    },
  };
}
