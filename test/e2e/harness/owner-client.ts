/** Opens an owner's link as the Control UI does, in the gateway's protocol and with a device of its own. */
import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { connect } from 'node:tls';
import { WebSocket } from 'ws';

const SCOPES = [
  'operator.admin',
  'operator.approvals',
  'operator.pairing',
  'operator.questions',
  'operator.read',
  'operator.talk.secrets',
  'operator.write',
];
/** A build other than the gateway's own is refused, but for this one. */
const CLIENT = {
  id: 'openclaw-control-ui',
  version: '1',
  buildId: 'dev',
  platform: 'linux',
  mode: 'webchat',
};

export interface Redeemed {
  /** What the gateway granted; undefined when it refused. */
  readonly scopes: readonly string[] | undefined;
  /** Of the refusal. */
  readonly code: string | undefined;
}

/** `proxy` is where the link's host is reached, whatever its name resolves to. */
export async function redeem(
  link: string,
  proxy: { readonly port: number; readonly ca: string },
): Promise<Redeemed> {
  const { origin, host, hash } = new URL(link);
  const fragment = new URLSearchParams(hash.slice(1));
  const socket = new WebSocket(fragment.get('gatewayUrl') ?? '', {
    origin,
    createConnection: () =>
      connect({ host: '127.0.0.1', servername: host, port: proxy.port, ca: proxy.ca }),
  });
  const done = Promise.withResolvers<Redeemed>();
  socket.on('error', done.reject);
  socket.on('message', (data) => {
    const { event, payload, type, ok, error } = JSON.parse(data.toString());
    if (event === 'connect.challenge') {
      const params = connectParams(payload, fragment.get('bootstrapToken') ?? '');
      socket.send(JSON.stringify({ type: 'req', id: 'c', method: 'connect', params }));
    } else if (type === 'res') {
      done.resolve({ scopes: ok ? payload.auth.scopes : undefined, code: error?.details.code });
    }
  });
  try {
    return await done.promise;
  } finally {
    socket.terminate();
  }
}

function connectParams(challenge: { nonce: string; ts: number }, bootstrapToken: string) {
  const { nonce, ts } = challenge;
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const raw = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32);
  const id = createHash('sha256').update(raw).digest('hex');
  const role = 'operator';
  const fields = ['v3', id, CLIENT.id, CLIENT.mode, role, SCOPES.join(','), ts, bootstrapToken];
  const text = Buffer.from([...fields, nonce, CLIENT.platform, ''].join('|'));
  const signature = sign(null, text, privateKey).toString('base64url');
  const device = { id, publicKey: raw.toString('base64url'), signature, signedAt: ts, nonce };
  const range = { minProtocol: 4, maxProtocol: 4 };
  return {
    ...range,
    client: CLIENT,
    role,
    scopes: SCOPES,
    caps: [],
    auth: { bootstrapToken },
    device,
  };
}
