import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { BOOTSTRAP_PATH } from '../../core/access/paths.ts';
import { messagePage } from './page.ts';
import { type Words, wordsFor } from './words.ts';

export type Refusal =
  | { readonly kind: 'NoPod' | 'CrossOrigin' | 'LoginRequired' | 'BadForm' }
  | { readonly kind: 'LinkSpent'; readonly vendor: string | undefined }
  | { readonly kind: 'TooMany' | 'Unavailable'; readonly wait: number }
  | { readonly kind: 'Failed' };

const STATUS: Readonly<Record<Refusal['kind'], ContentfulStatusCode>> = {
  NoPod: 404,
  CrossOrigin: 403,
  LoginRequired: 401,
  BadForm: 400,
  LinkSpent: 410,
  TooMany: 429,
  Unavailable: 503,
  Failed: 500,
};

/** To the Control UI in JSON, to a person as a page; neither learns more than that. */
export function refuse(context: Context, refusal: Refusal): Response | Promise<Response> {
  if ('wait' in refusal) context.header('Retry-After', String(refusal.wait));
  const status = STATUS[refusal.kind];
  if (context.req.path === BOOTSTRAP_PATH) return context.json({ error: refusal.kind }, status);
  if (refusal.kind === 'NoPod') return context.text('Not found\n', status);
  const words = wordsFor(context.req.header('accept-language'));
  const host = context.get('visit')?.host ?? '';
  return context.html(messagePage(words, host, messageOf(words, refusal)), status);
}

function messageOf(words: Words, refusal: Exclude<Refusal, { kind: 'NoPod' }>): string {
  switch (refusal.kind) {
    case 'LinkSpent':
      return words.spent(refusal.vendor);
    case 'TooMany':
      return words.tooMany;
    case 'CrossOrigin':
      return words.elsewhere;
    case 'LoginRequired':
    case 'BadForm':
      return words.noToken;
    default:
      return words.broken;
  }
}
