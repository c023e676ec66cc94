import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { DEFAULT_PROXY } from '../../src/core/proxy/defaults.ts';
import { traefikArgs } from '../../src/core/proxy/traefik-args.ts';
import { pinned } from '../images.ts';

/** What stands in `docker-compose.yml` and in the code must not drift apart. */
const ROOT = join(import.meta.dirname, '../..');
const read = (name: string) => readFileSync(join(ROOT, name), 'utf8');

interface ComposeFile {
  readonly services: Readonly<
    Record<string, { readonly image: string; readonly command: string | readonly string[] }>
  >;
}

const COMPOSE = parse(read('docker-compose.yml'), { merge: true }) as ComposeFile;

/** Only what the file uses: `${NAME:-otherwise}`, and `${NAME:+text}` for a NAME that is not set. */
function interpolate(text: string): string {
  return text
    .replaceAll(/\$\{[A-Z_]+:\+(?:[^{}]|\$\{[^{}]*\})*\}/g, '')
    .replaceAll(/\$\{[A-Z_]+:-([^{}]*)\}/g, '$1');
}

/** Traefik's arguments as Compose makes them of the text. */
function traefikCommand(): readonly string[] {
  const words = interpolate(String(COMPOSE.services['traefik']?.command)).match(/"[^"]*"|\S+/g);
  return (words ?? []).map((word) => word.replaceAll('"', ''));
}

describe('docker-compose.yml', () => {
  test('runs Traefik as AgentPod would, with a health check beside it', () => {
    const ours = traefikArgs('default', { acme: undefined, httpsPort: 443 });
    const beside = traefikCommand().filter((word) => !ours.includes(word));
    expect(beside).toEqual([
      'traefik',
      '--entrypoints.health.address=127.0.0.1:8082',
      '--ping=true',
      '--ping.entrypoint=health',
    ]);
    expect(ours.filter((word) => !traefikCommand().includes(word))).toEqual([]);
  });

  test.each([
    ['agentpod', 'AGENTPOD_IMAGE'],
    ['postgres', 'POSTGRES_IMAGE'],
    ['traefik', 'TRAEFIK_IMAGE'],
    ['socket-filter', 'SOCKET_FILTER_IMAGE'],
  ])('runs %s from the image that the scripts bring', (service, variable) => {
    expect(interpolate(COMPOSE.services[service]?.image ?? '')).toBe(pinned(variable));
  });

  test('names the images that AgentPod runs by itself', () => {
    expect(DEFAULT_PROXY.traefikImage).toBe(pinned('TRAEFIK_IMAGE'));
    expect(DEFAULT_PROXY.socketFilterImage).toBe(pinned('SOCKET_FILTER_IMAGE'));
  });

  test('asks in .env.example for nothing that it does not read, and reads what that sets', () => {
    const text = read('docker-compose.yml');
    const named = [...read('.env.example').matchAll(/^#?([A-Z][A-Z_]+)=/gm)].map(
      ([, name]) => name,
    );
    expect(named.length).toBeGreaterThan(10);
    expect(named.filter((name) => !text.includes(`\${${name}:`))).toEqual([]);
  });
});

test('the Dockerfile starts from the image that the scripts bring', () => {
  expect(read('Dockerfile')).toContain(`ARG NODE_IMAGE=${pinned('NODE_IMAGE')}\n`);
});

test('AgentPod has the version that its image is named after', () => {
  const { version } = JSON.parse(read('package.json')) as { readonly version: string };
  expect(pinned('AGENTPOD_IMAGE')).toBe(`agentpod:${version}`);
});
