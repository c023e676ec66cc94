import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { otlpTraces } from './otlp-traces.ts';
import { wantsTraces } from './wants-traces.ts';

afterEach(() => vi.unstubAllEnvs());

/** Takes what is sent, as a collector does. */
async function collector() {
  const bodies: string[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => {
      body += chunk.toString();
    });
    request.on('end', () => {
      bodies.push(`${request.url} ${request.headers['x-key']} ${body}`);
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  return { bodies, url: `http://127.0.0.1:${port}`, close: () => server.close() };
}

const SETTINGS = { instance: 'blue', version: '1.2.3', report: () => undefined };
const PART = {
  name: 'agentpod pod',
  start: 1000,
  end: 2000,
  attributes: { 'agentpod.pod': 'agent' },
  failure: 'no answer',
  parts: [],
};

describe('traces', () => {
  it('go to the collector that the variables name, parts below the whole', async () => {
    const { bodies, url, close } = await collector();
    vi.stubEnv('OTEL_EXPORTER_OTLP_ENDPOINT', url);
    vi.stubEnv('OTEL_EXPORTER_OTLP_HEADERS', 'x-key=k');
    vi.stubEnv('OTEL_RESOURCE_ATTRIBUTES', 'deployment.environment=test');
    const traces = otlpTraces(SETTINGS);
    traces.tell({ ...PART, name: 'agentpod pass', attributes: {}, parts: [PART] });
    await traces.close();
    close();
    const text = bodies.join('\n');
    expect(text).toMatch(/^\/v1\/traces k /);
    const [, , body = ''] = text.split(/ (?=k |\{)/);
    const sent = JSON.parse(body.slice(body.indexOf('{')));
    const [{ resource, scopeSpans }] = sent.resourceSpans;
    expect(JSON.stringify(resource)).toContain('deployment.environment');
    expect(JSON.stringify(resource)).toContain('"agentpod"');
    const { spans } = scopeSpans[0];
    const pass = spans.find((span: { name: string }) => span.name === 'agentpod pass');
    const pod = spans.find((span: { name: string }) => span.name === 'agentpod pod');
    expect(pod).toMatchObject({
      parentSpanId: pass.spanId,
      startTimeUnixNano: '1000000000',
      endTimeUnixNano: '2000000000',
      status: { code: 2, message: 'no answer' },
    });
  });

  it('hold up nobody where the collector is away, which is said once', async () => {
    vi.stubEnv('OTEL_EXPORTER_OTLP_ENDPOINT', 'http://127.0.0.1:1');
    const told: string[] = [];
    const traces = otlpTraces({ ...SETTINGS, report: (message) => told.push(message) });
    const began = performance.now();
    for (let n = 0; n < 5000; n += 1) traces.tell(PART);
    expect(performance.now() - began).toBeLessThan(3000);
    await traces.close();
    expect(told.length).toBeLessThanOrEqual(1);
  });

  it.each([
    [{}, false],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: ' ' }, false],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c:4318' }, true],
    [{ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://c:4318/v1/traces' }, true],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c:4318', OTEL_SDK_DISABLED: 'true' }, false],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c:4318', OTEL_TRACES_EXPORTER: 'none' }, false],
  ])('are wanted where the environment says so: %j', (env, wanted) => {
    expect(wantsTraces(env)).toBe(wanted);
  });
});
