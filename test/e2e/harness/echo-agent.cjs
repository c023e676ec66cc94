/** An agent that shows what reached it: of a request its head and the size of its body, of a WebSocket its messages. */
const { createServer } = require('node:http');
const { createRequire } = require('node:module');

const { WebSocketServer } = createRequire('/app/package.json')('ws');
const { ID = '', PORT = '18789' } = process.env;

const server = createServer(async (request, answer) => {
  let bytes = 0;
  for await (const part of request) bytes += part.length;
  const { method, url, rawHeaders } = request;
  answer.setHeader('content-type', 'application/json');
  answer.end(JSON.stringify({ id: ID, ready: true, method, url, rawHeaders, bytes }));
});
new WebSocketServer({ server }).on('connection', (socket) => {
  socket.on('message', (data) => socket.send(data, { binary: false }));
});
server.listen(Number(PORT));
process.on('SIGTERM', () => process.exit(0));
