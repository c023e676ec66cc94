/**
 * Runs in a container: a small OpenID provider (port 4181), where one signs in by naming a user, and a
 * forward-auth service (port 4180) that trusts it. Both do what the real ones do, and no more.
 */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';

const [issuer, domain] = process.argv.slice(2);
const clientSecret = randomBytes(32).toString('hex');
const cookieKey = randomBytes(32);
const codes = new Map();

const b64 = (text) => Buffer.from(text).toString('base64url');
const mac = (key, text) => createHmac('sha256', key).update(text).digest('base64url');
const same = (a, b) => a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));

function redirect(response, location, headers = {}) {
  response.writeHead(302, { location, ...headers }).end();
}

/** The provider: `/authorize` stands for its login page, `/token` trades a code for an id token. */
function provider(request, response) {
  const url = new URL(request.url, issuer);
  const ask = url.searchParams;
  if (url.pathname === '/authorize') {
    const user = ask.get('user');
    if (!user) return response.writeHead(200, { 'x-login': 'page' }).end('who are you?');
    const code = randomBytes(16).toString('hex');
    codes.set(code, { user, nonce: ask.get('nonce') });
    const back = new URL(ask.get('redirect_uri'));
    back.search = new URLSearchParams({ code, state: ask.get('state') });
    return redirect(response, back.href);
  }
  const found = codes.get(ask.get('code'));
  if (url.pathname !== '/token' || !found || ask.get('client_secret') !== clientSecret) {
    return response.writeHead(400).end();
  }
  codes.delete(ask.get('code'));
  const claims = { iss: issuer, aud: 'agentpod', email: found.user, nonce: found.nonce };
  const body = `${b64('{"alg":"HS256"}')}.${b64(JSON.stringify(claims))}`;
  return response.end(JSON.stringify({ id_token: `${body}.${mac(clientSecret, body)}` }));
}

function cookie(request, name) {
  const found = (request.headers.cookie ?? '')
    .split(/; */)
    .find((one) => one.startsWith(`${name}=`));
  return found?.slice(name.length + 1);
}

function sealed(text) {
  return `${b64(text)}.${mac(cookieKey, text)}`;
}

function opened(value = '') {
  const [text = '', seal = ''] = value.split('.');
  const plain = Buffer.from(text, 'base64url').toString();
  return same(seal, mac(cookieKey, plain)) ? plain : undefined;
}

/** Answers 200 with the user, or sends the browser to the provider and back. */
async function forwardAuth(request, response) {
  const origin = `https://${request.headers['x-forwarded-host']}`;
  const uri = new URL(request.headers['x-forwarded-uri'] ?? '/', origin);
  if (!uri.hostname.endsWith(domain)) return response.writeHead(403).end();
  if (uri.pathname === '/oauth2/callback') return callback(request, response, uri);
  const user = opened(cookie(request, 'sso'));
  if (user) return response.writeHead(200, { 'x-forwarded-user': user }).end();
  const state = randomBytes(16).toString('hex');
  const login = new URL('/authorize', issuer);
  const redirectUri = `${origin}/oauth2/callback`;
  login.search = new URLSearchParams({ redirect_uri: redirectUri, state, nonce: state });
  const keep = `${sealed(state)}; Path=/; Secure; HttpOnly; SameSite=Lax`;
  return redirect(response, login.href, { 'set-cookie': `state=${keep}` });
}

async function callback(request, response, uri) {
  const state = uri.searchParams.get('state');
  if (!state || opened(cookie(request, 'state')) !== state) return response.writeHead(403).end();
  const token = new URL('/token', 'http://127.0.0.1:4181');
  token.search = new URLSearchParams({
    code: uri.searchParams.get('code'),
    client_secret: clientSecret,
  });
  const answer = await fetch(token);
  if (!answer.ok) return response.writeHead(403).end();
  const [head, body, seal] = (await answer.json()).id_token.split('.');
  const claims = JSON.parse(Buffer.from(body, 'base64url'));
  const good = same(seal, mac(clientSecret, `${head}.${body}`)) && claims.nonce === state;
  if (!good || claims.iss !== issuer) return response.writeHead(403).end();
  const keep = `${sealed(claims.email)}; Path=/; Secure; HttpOnly; SameSite=Lax`;
  // Absolute: Traefik takes a relative one as beside the service that it asks.
  return redirect(response, `${uri.origin}/`, { 'set-cookie': `sso=${keep}` });
}

createServer(provider).listen(4181);
createServer((request, response) => {
  forwardAuth(request, response).catch(() => response.writeHead(500).end());
}).listen(4180);
