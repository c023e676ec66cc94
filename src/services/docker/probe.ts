import { Agent, type IncomingMessage, request } from 'node:http';
import type { ProbeSpec } from '../../core/model/container.ts';
import type { ProbeOptions, ProbeResult } from '../../ports/container-runtime.ts';
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
  { keepsConnection = false }: ProbeOptions = {},
): Promise<ProbeResult> {
  if (!host.local) {
    const message = `cannot be probed: pods on a remote Engine (${host.address}) are not supported yet`;
    return { ready: false, contact: 'impossible', message };
  }
  try {
    return judge(await ask(hostPort, spec.readyPath, keepsConnection), spec);
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

/** One for each agent, which is asked more often than connections are worth making. */
const KEPT = new Agent({ keepAlive: true, maxFreeSockets: 1 });

/** A kept connection may have ended while nobody looked, which says nothing about the agent. */
async function ask(port: number, path: string, keeps: boolean): Promise<Answer> {
  if (!keeps) return get(port, path, false);
  try {
    return await get(port, path, KEPT);
  } catch (error) {
    if (!(error instanceof StaleConnection)) throw error;
    return get(port, path, false);
  }
}

class StaleConnection extends Error {}

function get(port: number, path: string, agent: Agent | false): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const answered = (answer: IncomingMessage): void => {
      readBeginning(answer, MAX_BODY_BYTES).then(
        (body) => resolve({ status: answer.statusCode ?? 0, body }),
        reject,
      );
    };
    const asked = request({ host: '127.0.0.1', port, path, agent }, answered);
    const timer = setTimeout(() => asked.destroy(new TooLate()), TIMEOUT_MS);
    asked.on('error', (error: NodeJS.ErrnoException) => {
      const isStale = asked.reusedSocket && (error.code === 'ECONNRESET' || error.code === 'EPIPE');
      reject(isStale ? new StaleConnection() : error);
    });
    asked.on('close', () => clearTimeout(timer));
    asked.end();
  });
}

class TooLate extends Error {}

function inWords(error: NodeJS.ErrnoException): string {
  if (error instanceof TooLate) {
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
