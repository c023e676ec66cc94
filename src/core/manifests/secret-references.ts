import { mergeDefaults, originOf } from '../desired/merge-defaults.ts';
import { ROUTE_USERS } from '../desired/secret-names.ts';
import type { FileOfSecrets, ReadableSource } from '../model/secret.ts';
import type { SecretRefSpec } from '../schema/types.ts';
import { contextOf } from '../sops/leaf.ts';
import type { PodInTenant } from './collect.ts';
import type { DocumentFinding, ManifestDocument } from './document.ts';
import type { FieldPath } from './field-path.ts';
import { quote } from './quote.ts';

/** Every secret that a pod needs: the name it gets in the container, where it is asked for, whence. */

export interface SecretReference {
  /** File name under /run/agentpod/secrets. */
  readonly name: string;
  /** The pod's document, or its tenant's for an inherited provider. */
  readonly document: ManifestDocument;
  readonly path: FieldPath;
  readonly source: ReadableSource;
}

export interface SecretReferences {
  /** Sorted by name. */
  readonly references: readonly SecretReference[];
  readonly findings: readonly DocumentFinding[];
}

/** Two references with one key read the same value. */
export function sourceKey(source: ReadableSource): string {
  switch (source.kind) {
    case 'env':
      return `env:${source.name}`;
    case 'stored':
      return `stored:${source.tenant}/${source.name}`;
    case 'file':
      return `file:${placeOf(source)}`;
    case 'sops':
      return `sops:${placeOf(source)}:${source.key}`;
    case 'exec':
      return `exec:${JSON.stringify([source.directory, source.command])}`;
    case 'sealed':
      return `sealed:${source.context}${source.value}`;
  }
}

/** A path is read under other rules when it is relative. */
function placeOf({ path, within }: FileOfSecrets): string {
  return within === undefined ? path : `${path} within ${within}`;
}

export function secretReferences(pod: PodInTenant): SecretReferences {
  const references: SecretReference[] = [];
  const findings: DocumentFinding[] = [];
  for (const wanted of [
    ...providerKeys(pod),
    ...channelTokens(pod),
    ...ownSecrets(pod),
    ...routeUsers(pod),
  ]) {
    const { name, document, path } = wanted;
    const source = toSource(wanted, pod.tenant.name);
    if ('rule' in source) findings.push(source);
    else references.push({ name, document, path, source });
  }
  references.sort((a, b) => (a.name < b.name ? -1 : 1));
  return { references, findings };
}

interface Wanted extends Omit<SecretReference, 'source'> {
  readonly ref: SecretRefSpec;
}

function providerKeys({ document, tenant }: PodInTenant): readonly Wanted[] {
  const { providers = {} } = mergeDefaults(document.manifest.spec, tenant.manifest.spec);
  return Object.entries(providers).flatMap(([id, { apiKey }]): readonly Wanted[] => {
    if (!apiKey) return [];
    const origin = originOf(document, tenant, 'providers', id);
    return [
      {
        name: `provider-${id}`,
        document: origin.document,
        path: [...origin.path, 'apiKey'],
        ref: apiKey,
      },
    ];
  });
}

function channelTokens({ document }: PodInTenant): readonly Wanted[] {
  const { telegram, discord, slack } = document.manifest.spec.channels ?? {};
  const tokens = [
    { channel: 'telegram', key: 'botToken', suffix: 'bot-token', ref: telegram?.botToken },
    { channel: 'discord', key: 'token', suffix: 'token', ref: discord?.token },
    { channel: 'slack', key: 'botToken', suffix: 'bot-token', ref: slack?.botToken },
    { channel: 'slack', key: 'appToken', suffix: 'app-token', ref: slack?.appToken },
  ];
  return tokens.flatMap(({ channel, key, suffix, ref }): readonly Wanted[] => {
    const path = ['spec', 'channels', channel, key];
    return ref ? [{ name: `channel-${channel}-${suffix}`, document, path, ref }] : [];
  });
}

function ownSecrets({ document }: PodInTenant): readonly Wanted[] {
  return Object.entries(document.manifest.spec.secrets ?? {}).map(([name, ref]) => ({
    name: `secret-${name}`,
    document,
    path: ['spec', 'secrets', name],
    ref,
  }));
}

function routeUsers({ document }: PodInTenant): readonly Wanted[] {
  const ref = document.manifest.spec.route?.basicAuth?.users;
  const path = ['spec', 'route', 'basicAuth', 'users'];
  return ref ? [{ name: ROUTE_USERS, document, path, ref }] : [];
}

function toSource(wanted: Wanted, tenant: string): ReadableSource | DocumentFinding {
  const { ref, document } = wanted;
  const { directory } = document.source;
  if ('env' in ref) return { kind: 'env', name: ref.env };
  if ('secret' in ref) return { kind: 'stored', tenant, name: ref.secret };
  if ('exec' in ref) return { kind: 'exec', command: ref.exec, directory };
  if ('value' in ref) {
    const { sealedFor: keys } = document;
    const context = contextOf([...wanted.path, 'value']);
    return keys ? { kind: 'sealed', value: ref.value, context, keys } : sealLost(wanted);
  }
  const key = 'sops' in ref ? 'sops' : 'file';
  const file = 'sops' in ref ? ref.sops : ref.file;
  const path = absolutePath(directory, file);
  if (path === undefined) return outside(wanted, key, file);
  const place = file.startsWith('/') ? { path } : { path, within: directory };
  return 'sops' in ref
    ? { kind: 'sops', ...place, key: ref.key ?? '' }
    : { kind: 'file', ...place };
}

function sealLost({ document, path }: Wanted): DocumentFinding {
  return {
    document,
    path: [...path, 'value'],
    spot: 'value',
    rule: 'SealLost',
    message: 'this value is encrypted, but the file has lost what SOPS wrote under "sops"',
    hint: 'restore that block, or encrypt the value anew',
  };
}

/** POSIX paths only, like the machines that this runs on. */
function absolutePath(directory: string, file: string): string | undefined {
  const steps: string[] = [];
  for (const step of file.split('/')) {
    if (step === '' || step === '.') continue;
    if (step !== '..') steps.push(step);
    // Above the root there is only the root; above the manifest's folder there are other people's files.
    else if (steps.pop() === undefined && !file.startsWith('/')) return undefined;
  }
  const start = file.startsWith('/') ? '' : directory.replace(/\/+$/, '');
  return `${start}/${steps.join('/')}`;
}

function outside({ document, path }: Wanted, key: string, file: string): DocumentFinding {
  return {
    document,
    path: [...path, key],
    spot: 'value',
    rule: 'SecretOutsideFolder',
    message: `${quote(file)} leaves the folder of the manifest`,
    hint: 'put the file into that folder or write its absolute path',
  };
}
