/** How a forge shows that it knows the secret. */
export type HookProof =
  /** HMAC-SHA256 of the body as it came, hex. */
  | { readonly kind: 'hmac'; readonly hex: string }
  /** The secret itself. */
  | { readonly kind: 'token'; readonly token: string }
  /** Standard Webhooks: HMAC-SHA256 of `id.timestamp.body`; any of these in base64. */
  | {
      readonly kind: 'standard';
      readonly id: string;
      /** Seconds since the epoch. */
      readonly timestamp: number;
      readonly signatures: readonly string[];
    };

export interface HookForm {
  readonly forge: 'github' | 'gitlab' | 'gitea' | 'forgejo' | 'standard';
  readonly proof: HookProof;
  /** Undefined where the forge gives none. */
  readonly delivery: string | undefined;
  /** Lower case, e.g. `push`, `push hook`; undefined where the forge gives none. */
  readonly event: string | undefined;
}

type Headers = (name: string) => string | undefined;

/**
 * What the headers claim. The first proof that is there is the one that counts, so a bad one is not made
 * good by another. Undefined when there is none in a form that could be right.
 */
export function hookForm(header: Headers): HookForm | undefined {
  for (const read of [forgejo, gitea, github, standard, gitlab]) {
    const found = read(header);
    if (found !== undefined) return found === 'malformed' ? undefined : found;
  }
  return undefined;
}

type Reading = HookForm | 'malformed' | undefined;

function forgejo(header: Headers): Reading {
  return signed('forgejo', header, 'x-forgejo');
}

function gitea(header: Headers): Reading {
  return signed('gitea', header, 'x-gitea');
}

function signed(forge: 'forgejo' | 'gitea', header: Headers, prefix: string): Reading {
  const signature = header(`${prefix}-signature`);
  if (signature === undefined) return undefined;
  return hmac(signature, { forge, ...about(header, `${prefix}-delivery`, `${prefix}-event`) });
}

function github(header: Headers): Reading {
  const signature = header('x-hub-signature-256');
  if (signature === undefined) return undefined;
  const named = about(header, 'x-github-delivery', 'x-github-event');
  const [, hex] = /^sha256=(.*)$/.exec(signature) ?? [];
  return hex === undefined ? 'malformed' : hmac(hex, { forge: 'github', ...named });
}

function hmac(hex: string, named: Omit<HookForm, 'proof'>): Reading {
  return /^[0-9a-f]{64}$/i.test(hex) ? { ...named, proof: { kind: 'hmac', hex } } : 'malformed';
}

function standard(header: Headers): Reading {
  const text = header('webhook-signature');
  if (text === undefined) return undefined;
  const id = header('webhook-id') ?? '';
  const timestamp = header('webhook-timestamp') ?? '';
  const signatures = text
    .split(' ')
    .flatMap((each) => /^v1,([A-Za-z0-9+/]{43}=)$/.exec(each)?.[1] ?? []);
  if (!isId(id) || !/^\d{1,12}$/.test(timestamp) || signatures.length === 0) return 'malformed';
  const proof = { kind: 'standard', id, timestamp: Number(timestamp), signatures } as const;
  const event = header('x-gitlab-event');
  const forge = event === undefined ? 'standard' : 'gitlab';
  return { forge, proof, delivery: id, event: event?.toLowerCase() };
}

function gitlab(header: Headers): Reading {
  const token = header('x-gitlab-token');
  if (token === undefined) return undefined;
  const id = header('idempotency-key') === undefined ? 'x-gitlab-event-uuid' : 'idempotency-key';
  return {
    forge: 'gitlab',
    proof: { kind: 'token', token },
    ...about(header, id, 'x-gitlab-event'),
  };
}

function about(header: Headers, delivery: string, event: string) {
  const id = header(delivery) ?? '';
  return { delivery: isId(id) ? id : undefined, event: header(event)?.toLowerCase() };
}

function isId(text: string): boolean {
  return /^[\x21-\x7e]{1,200}$/.test(text);
}

const PINGS: ReadonlySet<string> = new Set(['ping']);
const PUSHES: ReadonlySet<string> = new Set([
  'push',
  'create',
  'delete',
  'push hook',
  'tag push hook',
  'system hook',
]);

/** What to do about it: only news of branches and tags are worth a look. */
export function hookMeaning({ event }: HookForm): 'look' | 'ping' | 'ignore' {
  if (event === undefined || PUSHES.has(event)) return 'look';
  return PINGS.has(event) ? 'ping' : 'ignore';
}
