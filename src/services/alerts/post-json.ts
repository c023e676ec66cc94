import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP } from 'node:net';
import { type LookUp, pinnedAddress } from './public-address.ts';

export interface Post {
  readonly url: URL;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly allowPrivate: readonly string[];
  readonly lookUp: LookUp;
  readonly signal: AbortSignal;
}

export interface Posted {
  readonly status: number;
  /** Its beginning. */
  readonly body: string;
}

const MOST_ANSWER = 4096;

/**
 * Posts to the address that was looked up and allowed, and to no other: no redirect is followed, no proxy
 * of the environment used. Rejects when there is no answer, or the address is not allowed.
 */
export async function postJson(post: Post): Promise<Posted> {
  const { url, allowPrivate, lookUp, signal } = post;
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  const pinned = await pinnedAddress(host, allowPrivate, lookUp);
  return new Promise((resolve, reject) => {
    const isTls = url.protocol === 'https:';
    const options = {
      method: 'POST',
      host: pinned.address,
      family: pinned.family,
      port: url.port === '' ? (isTls ? 443 : 80) : Number(url.port),
      path: `${url.pathname}${url.search}`,
      headers: {
        'Content-Type': 'application/json',
        'User-Agent': 'agentpod',
        ...post.headers,
        Host: url.host,
        'Content-Length': Buffer.byteLength(post.body),
      },
      agent: false,
      signal,
      ...(isIP(host) === 0 ? { servername: host } : {}),
    };
    const request = (isTls ? httpsRequest : httpRequest)(options, (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        body += chunk;
        // The rest is of no interest, and may have no end.
        if (body.length >= MOST_ANSWER) response.destroy();
      });
      const done = (): void =>
        resolve({ status: response.statusCode ?? 0, body: body.slice(0, MOST_ANSWER) });
      response.on('close', done);
      response.on('error', done);
    });
    request.on('error', reject);
    request.end(post.body);
  });
}
