export const FORGE_KINDS = ['github', 'gitlab', 'gitea', 'forgejo'] as const;
export type ForgeKind = (typeof FORGE_KINDS)[number];

/** Where a repository's commits get their status. */
export interface ForgeAddress {
  readonly kind: ForgeKind;
  /** Without a slash at its end. */
  readonly api: string;
  /** `owner/name`; with GitLab there may be groups between. */
  readonly repository: string;
}

interface Wish {
  readonly kind?: ForgeKind | undefined;
  readonly api?: string | undefined;
}

/** From the address of a repository and what a person says of its forge; undefined when that is not enough. */
export function forgeAddress(url: string, { kind, api }: Wish): ForgeAddress | undefined {
  const place = placeOf(url);
  if (place === undefined) return undefined;
  const { origin, host, repository } = place;
  const found = kind ?? kindOf(host);
  if (found === undefined || !repository.includes('/')) return undefined;
  return { kind: found, api: api ?? apiOf(found, origin, host), repository };
}

function placeOf(url: string) {
  const [, user, path] = /^([\w.-]+@[\w.-]+):([^/].*)$/.exec(url) ?? [];
  const whole = user === undefined ? url : `ssh://${user}/${path}`;
  if (!/^(https?|ssh):\/\//.test(whole)) return undefined;
  const { protocol, host, hostname, pathname } = new URL(whole);
  const repository = pathname.replace(/^\/+/, '').replace(/(\.git)?\/*$/, '');
  // What ssh listens on says nothing of where the API is.
  const origin = protocol === 'ssh:' ? `https://${hostname}` : `${protocol}//${host}`;
  return { origin, host: hostname, repository };
}

function kindOf(host: string): ForgeKind | undefined {
  if (host === 'codeberg.org') return 'forgejo';
  return FORGE_KINDS.find((kind) => host.split('.').some((label) => label === kind));
}

function apiOf(kind: ForgeKind, origin: string, host: string): string {
  switch (kind) {
    case 'github':
      return host === 'github.com' ? 'https://api.github.com' : `${origin}/api/v3`;
    case 'gitlab':
      return `${origin}/api/v4`;
    case 'gitea':
    case 'forgejo':
      return `${origin}/api/v1`;
  }
}
