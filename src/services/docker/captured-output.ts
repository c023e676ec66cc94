import type { IncomingMessage } from 'node:http';
import { StringDecoder } from 'node:string_decoder';
import { isMultiplexed, readFrames } from './frames.ts';

export interface CapturedOutput {
  readonly stdout: string;
  readonly stderr: string;
}

/** A command that talks without end must not fill our memory. Per stream, in characters. */
const MAX_LENGTH = 4 * 1024 * 1024;

/** Collects a command's output as text; what goes beyond the limit is dropped. */
export async function captureOutput(stream: IncomingMessage): Promise<CapturedOutput> {
  const decoders = { stdout: new StringDecoder('utf8'), stderr: new StringDecoder('utf8') };
  const text = { stdout: '', stderr: '' };
  for await (const { source, data } of readFrames(stream, isMultiplexed(stream, false))) {
    if (text[source].length < MAX_LENGTH) text[source] += decoders[source].write(data);
  }
  return {
    stdout: text.stdout + decoders.stdout.end(),
    stderr: text.stderr + decoders.stderr.end(),
  };
}
