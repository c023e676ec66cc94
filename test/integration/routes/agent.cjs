/**
 * An agent as far as a route matters, in a container: it is ready on /startupz, and names itself in the
 * answer to a WebSocket's upgrade. MODE is what is wrong with it.
 */
const { createServer } = require('node:http');

const { ID = '', MODE = '', PORT = '18789' } = process.env;

const server = createServer((request, answer) => {
  if (MODE === 'distrust' && request.headers['x-forwarded-for'] !== undefined) {
    answer.writeHead(403, { 'content-type': 'application/json' });
    answer.end('{"error":"proxy_attribution_required"}');
  } else if (MODE === 'starting') {
    answer.writeHead(503, { 'content-type': 'application/json' });
    answer.end('{"ok":false,"status":"starting"}');
  } else {
    answer.setHeader('content-type', 'application/json');
    answer.end('{"ok":true,"status":"started"}');
  }
});
server.on('upgrade', (_request, socket) => {
  if (MODE === 'no-upgrade')
    return socket.end('HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n');
  const name = MODE === 'nameless' ? '' : `X-Agent: ${ID}\r\n`;
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n${name}\r\n`,
  );
  socket.on('error', () => undefined);
});
server.listen(Number(PORT));
process.on('SIGTERM', () => process.exit(0));
