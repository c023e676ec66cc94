/** Takes the records that Traefik wants for DNS-01 (lego's httpreq) to the DNS server of the test. */
const { createServer } = require('node:http');

const PATHS = { '/present': '/set-txt', '/cleanup': '/clear-txt' };

createServer(async (request, answer) => {
  const chunks = await Array.fromAsync(request);
  const { fqdn, value } = JSON.parse(Buffer.concat(chunks).toString());
  const body = JSON.stringify({ host: fqdn, value });
  const done = await fetch(`http://dns.test:8055${PATHS[request.url]}`, { method: 'POST', body });
  answer.writeHead(done.status).end();
}).listen(8080);
