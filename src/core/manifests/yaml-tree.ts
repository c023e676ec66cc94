import { Composer, type Document, Lexer, LineCounter, Parser } from 'yaml';

/**
 * Text to YAML nodes with positions, within limits. The composer recurses, so nesting is capped on
 * the flat token tree before it runs, and texts that are mostly errors are given up early; whatever
 * else could explode is capped by whoever walks nodes.
 */

export const MAX_DEPTH = 64;
export const MAX_DOCUMENTS = 1000;
/** Of one document; only the first is ever shown. */
const MAX_ERRORS = 100;
/** What follows a quote that is never closed is read as garbage, word by word. */
const LEXEMES_AFTER_OPEN_QUOTE = 1000;

export interface YamlTree {
  readonly documents: readonly YamlDocument[];
  /** Offset to 1-based line and column. */
  readonly lines: LineCounter;
  /** Set when reading stopped early; documents before it are there. */
  readonly stopped:
    | { readonly offset: number; readonly why: 'depth' | 'documents' | 'errors' }
    | undefined;
}

export type YamlDocument = Document.Parsed;

type Token = Parameters<Composer['next']>[0];

export function parseYaml(text: string): YamlTree {
  const lines = new LineCounter();
  const composer = createComposer();
  const documents: YamlDocument[] = [];
  let stopped: YamlTree['stopped'];
  let strays = 0;
  for (const token of tokens(text, lines)) {
    const tooDeep = deepToken(token);
    if (tooDeep !== undefined) stopped = { offset: tooDeep, why: 'depth' };
    if (token.type === 'error' || token.type === 'directive') strays += 1;
    if (strays > MAX_ERRORS) stopped = { offset: token.offset, why: 'errors' };
    if (stopped) break;
    collect(composer.next(token), documents);
    if (documents.length > MAX_DOCUMENTS) {
      stopped = { offset: startOf(documents.pop()), why: 'documents' };
      break;
    }
  }
  // Forced, so that errors of a text without any document are not lost.
  if (!stopped) collect(composer.end(true, text.length), documents);
  return { documents, lines, stopped };
}

function createComposer(): Composer {
  const composer = new Composer({
    version: '1.2',
    // Found by our own walk: the library's check is quadratic in the number of keys.
    uniqueKeys: false,
    prettyErrors: false,
    // JSON has no dates, sets or binary data, so their tags are errors.
    resolveKnownTags: false,
    logLevel: 'silent',
  });
  // Each error takes a stack trace, so half a million of them would take many seconds.
  const report = composer['onError'];
  const seen = new WeakMap<object, number>();
  return composer;
}

function collect(composed: Iterable<unknown>, documents: YamlDocument[]): void {
  for (const document of composed) documents.push(document as YamlDocument);
}

export function startOf(document: YamlDocument | undefined): number {
  return document?.contents?.range?.[0] ?? document?.range[0] ?? 0;
}

/** Offset of the first token below the cap; undefined when there is none. Iterative on purpose. */
function deepToken(root: Token): number | undefined {
  const open: OpenToken[] = [{ token: root, depth: 0 }];
  for (let next = open.pop(); next; next = open.pop()) {
    if (next.depth > MAX_DEPTH) return next.token.offset;
    for (const inner of innerTokens(next)) open.push(inner);
  }
  return undefined;
}

interface OpenToken {
  readonly token: Token;
  readonly depth: number;
}

function innerTokens({ token, depth }: OpenToken): readonly OpenToken[] {
  if (token.type === 'document') return token.value ? [{ token: token.value, depth }] : [];
  if (!('items' in token)) return [];
  return token.items
    .flatMap(({ key, value }) => [key, value])
    .filter((inner) => inner !== null && inner !== undefined)
    .map((inner) => ({ token: inner, depth: depth + 1 }));
}
