import { request } from 'node:http';
import type { ProbeSpec } from '../../core/model/container.ts';
import type { ProbeResult } from '../../ports/container-runtime.ts';
import { readBeginning } from '../http-body.ts';
import type { EngineHost } from './host.ts';

const TIMEOUT_MS = 2000;
const MAX_BODY_BYTES = 64 * 1024;

interface Answer {
  readonly status: number;
  readonly body: string;
}

/** Asks an agent on its published port whether it may get traffic. Never throws. */
export async function probe(
  host: EngineHost,
  hostPort: number,
  spec: ProbeSpec,
): Promise<ProbeResult> {
  if (!host.local) {
    const message = `cannot be probed: pods on a remote Engine (${host.address}) are not supported yet`;
    return { ready: false, contact: 'impossible', message };
  }
  try {
    return judge(await get(hostPort, spec.readyPath), spec);
  } catch (error) {
    const message = inWords(error as NodeJS.ErrnoException);
    return { ready: false, contact: 'silent', message };
  }
}

function judge({ status, body }: Answer, spec: ProbeSpec): ProbeResult {
  const json = asObject(body);
  const said = typeof json['status'] === 'string' ? ` status "${json['status']}"` : '';
  const message = `${status}${said}`;
  if (status < 200 || status > 299) return { ready: false, message };
  const { readyField } = spec;
  if (readyField === undefined || json[readyField] === true) return { ready: true, message };
  return { ready: false, message: `${message}, but "${readyField}" is not true` };
}

function asObject(body: string): Readonly<Record<string, unknown>> {
  try {
    const json: unknown = JSON.parse(body);
    return typeof json === 'object' && json !== null ? { ...json } : {};
  } catch {
    return {};
  }
}

/** A connection of its own each time: a kept one would answer for a process that hangs. */
function get(port: number, path: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const options = { host: '127.0.0.1', port, path, agent: false, signal } as const;
    const asked = request(options, (answer) => {
      readBeginning(answer, MAX_BODY_BYTES).then(
        (body) => resolve({ status: answer.statusCode ?? 0, body }),
        reject,
      );
    });
    asked.on('error', reject);
    asked.end();
  });
}

function inWords(error: NodeJS.ErrnoException): string {
  if (error.name === 'AbortError' || error.name === 'TimeoutError') {
    return `no answer within ${TIMEOUT_MS / 1000} s`;
  }
  switch (error.code) {
    case 'ECONNREFUSED':
      return 'connection refused';
    case 'ECONNRESET':
      // Docker's proxy takes the connection and finds nobody inside.
      return 'connection closed without an answer';
    default:
      return error.message;
  }
}
