import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { openApi } from '../src/core/api/openapi.ts';
import { renderSocketFilterConfig, SOCKET_FILTER } from '../src/core/proxy/socket-filter-config.ts';
import { AlertsFile } from '../src/core/schema/alerts.ts';
import { PodManifest } from '../src/core/schema/pod.ts';
import { TenantManifest } from '../src/core/schema/tenant.ts';
import { exitCodesPage } from './exit-codes-page.ts';
import { referenceIndex } from './reference-index.ts';
import { referencePage } from './reference-page.ts';
import { combinedSchema, kindSchema, plainSchema } from './schema-files.ts';

/**
 * Writes what is made from the sources: JSON Schemas for editors and reference pages, from the
 * manifest schemas and the table of exit codes, and what docker-compose.yml mounts.
 * With --check nothing is written; stale files are named and the exit code is 1.
 */
const root = join(import.meta.dirname, '..');

const index = referenceIndex([
  { file: 'tenant.md', title: 'Tenant', about: 'A customer, and what its pods inherit.' },
  { file: 'pod.md', title: 'Pod', about: 'One agent of a tenant.' },
  { file: 'alerts.md', title: 'Alerts', about: 'The file of `agentpod serve --alerts`.' },
  { file: 'exit-codes.md', title: 'Exit codes', about: 'How a command ended, as a number.' },
  {
    file: 'openapi.json',
    title: 'Status API',
    about: 'What `agentpod serve` answers, as OpenAPI 3.1.',
  },
]);

const outputs: Readonly<Record<string, string>> = {
  'schemas/tenant.json': toJson(kindSchema('tenant', TenantManifest)),
  'schemas/pod.json': toJson(kindSchema('pod', PodManifest)),
  'schemas/agentpod.json': toJson(combinedSchema({ Tenant: TenantManifest, Pod: PodManifest })),
  'schemas/alerts.json': toJson(plainSchema('alerts', AlertsFile)),
  'docs/reference/README.md': index,
  'docs/reference/tenant.md': referencePage(TenantManifest),
  'docs/reference/pod.md': referencePage(PodManifest),
  'docs/reference/alerts.md': referencePage(AlertsFile),
  'docs/reference/exit-codes.md': exitCodesPage(),
  'docs/reference/openapi.json': toJson(openApi()),
  'compose/haproxy.cfg': renderSocketFilterConfig(SOCKET_FILTER),
};

function toJson(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

function current(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

const stale = Object.entries(outputs)
  .map(([name, content]) => ({ path: join(root, name), content }))
  .filter(({ path, content }) => current(path) !== content);

if (!process.argv.includes('--check')) {
  for (const { path, content } of stale) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  }
} else if (stale.length > 0) {
  const names = stale.map(({ path }) => `  ${relative(root, path)}\n`).join('');
  process.stderr.write(`stale generated files; run "npm run generate" and commit:\n${names}`);
  process.exitCode = 1;
}
