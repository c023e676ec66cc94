/** The addresses of a name, from DNS alone: what this machine's hosts file says holds for nobody else. */

/** Node's `dns.promises.Resolver`, as far as it is needed. */
export interface AddressResolver {
  resolve4(host: string): Promise<readonly string[]>;
  resolve6(host: string): Promise<readonly string[]>;
}

export type Resolution =
  | { readonly kind: 'none' }
  | { readonly kind: 'failed'; readonly why: string }
  | { readonly kind: 'found'; readonly addresses: readonly string[] };

/** The name is not there, or has no address of that family. */
const ABSENT = new Set(['ENOTFOUND', 'ENODATA']);

export async function resolveHost(
  resolver: AddressResolver,
  host: string,
  signal: AbortSignal,
): Promise<Resolution> {
  const aborted = new Promise<never>((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
  const families = [resolver.resolve4(host), resolver.resolve6(host)];
  const answers = await Promise.allSettled(
    families.map((addresses) => Promise.race([addresses, aborted])),
  );
  const addresses = answers.flatMap((answer) =>
    answer.status === 'fulfilled' ? answer.value : [],
  );
  if (addresses.length > 0) return { kind: 'found', addresses: [...new Set(addresses)] };
  const failures = answers.flatMap((answer) =>
    answer.status === 'rejected' ? [codeOf(answer.reason)] : [],
  );
  const serious = failures.find((code) => !ABSENT.has(code));
  return serious === undefined ? { kind: 'none' } : { kind: 'failed', why: inWords(serious) };
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  const code: unknown = Reflect.get(error, 'code');
  return typeof code === 'string' ? code : error.name;
}

function inWords(code: string): string {
  switch (code) {
    case 'ECONNREFUSED':
      return 'no resolver answers';
    case 'ETIMEOUT':
    case 'AbortError':
    case 'TimeoutError':
      return 'the resolver gave no answer in time';
    case 'ESERVFAIL':
      return 'the resolver says SERVFAIL';
    default:
      return code;
  }
}
