/**
 * A reverse proxy as plain as can be, for a container on the pod's network: ends TLS, tells the pod who
 * the client is, and passes on what either side says. Its certificate and its target are in CERTIFICATE,
 * KEY and TARGET.
 */
import { request as ask } from 'node:http';
import { createServer } from 'node:https';

const { CERTIFICATE, KEY, TARGET } = process.env;
const CLIENT = '203.0.113.7';

function forward({ method, url, headers }) {
  const forwarded = { 'x-forwarded-for': CLIENT, 'x-forwarded-proto': 'https' };
  return ask({
    host: TARGET,
    port: 18789,
    method,
    path: url,
    headers: { ...headers, ...forwarded },
  });
}

function head({ statusCode, statusMessage, rawHeaders }) {
  const lines = rawHeaders.flatMap((name, at) =>
    at % 2 ? [] : [`${name}: ${rawHeaders[at + 1]}`],
  );
  return [`HTTP/1.1 ${statusCode} ${statusMessage}`, ...lines, '', ''].join('\r\n');
}

const server = createServer({ cert: CERTIFICATE, key: KEY }, (request, answer) => {
  const inner = forward(request).on('response', (response) => {
    answer.writeHead(response.statusCode, response.headers);
    response.pipe(answer);
  });
  inner.on('error', () => answer.writeHead(502).end());
  request.pipe(inner);
});

server.on('upgrade', (request, outer) => {
  const inner = forward(request);
  inner.on('error', () => outer.end('HTTP/1.1 502 Bad Gateway\r\nConnection: close\r\n\r\n'));
  inner.on('response', (response) => {
    outer.write(head(response));
    response.pipe(outer);
  });
  inner.on('upgrade', (response, socket, first) => {
    outer.write(head(response));
    socket.write('');
    outer.write(first);
    socket.pipe(outer).pipe(socket);
    for (const end of [socket, outer]) end.on('error', () => socket.destroy() && outer.destroy());
  });
  inner.end();
});

server.listen(8443);
