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
const LEXEMES_IN_DOUBT = 1000;

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
  const errors = { left: MAX_ERRORS };
  const composer = createComposer(errors);
  const documents: YamlDocument[] = [];
  let stopped: YamlTree['stopped'];
  let strays = 0;
  for (const token of tokensOf(text, lines)) {
    strays += token.type === 'error' || token.type === 'directive' ? 1 : 0;
    stopped = limitAt(token, strays);
    if (stopped) break;
    errors.left = MAX_ERRORS;
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

function limitAt(token: Token, strays: number): YamlTree['stopped'] {
  const tooDeep = deepToken(token);
  if (tooDeep !== undefined) return { offset: tooDeep, why: 'depth' };
  return strays > MAX_ERRORS ? { offset: token.offset, why: 'errors' } : undefined;
}

/** Reports no more than `errors.left`: each takes a stack trace, and a text can hold half a million. */
function createComposer(errors: { left: number }): Composer {
  const composer = new Composer({
    version: '1.2',
    // Found by our own walk: the library's check is quadratic in the number of keys.
    uniqueKeys: false,
    prettyErrors: false,
    // JSON has no dates, sets or binary data, so their tags are errors.
    resolveKnownTags: false,
    logLevel: 'silent',
  });
  const report: (...problem: readonly unknown[]) => void = composer['onError'];
  composer['onError'] = (...problem: readonly unknown[]) => {
    errors.left -= 1;
    if (errors.left >= 0) report(...problem);
  };
  return composer;
}

function* tokensOf(text: string, lines: LineCounter): Iterable<Token> {
  const parser = new Parser(lines.addNewLine);
  lines.addNewLine(0);
  let left = Number.POSITIVE_INFINITY;
  let before = '';
  for (const lexeme of new Lexer().lex(text)) {
    if (before !== SCALAR_NEXT && isOpenQuote(lexeme)) left = Math.min(left, LEXEMES_IN_DOUBT);
    if (left === 0) break;
    left -= 1;
    before = lexeme;
    yield* parser.next(lexeme);
  }
  yield* parser.end();
}

/** How the lexer announces plain and block text, in which quotes mean nothing. */
const SCALAR_NEXT = '\u001f';

function isOpenQuote(lexeme: string): boolean {
  if (lexeme.startsWith("'")) return (lexeme.match(/'/g)?.length ?? 0) % 2 === 1;
  return lexeme.startsWith('"') && !/^"(?:[^"\\]|\\[\s\S])*"$/.test(lexeme);
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
