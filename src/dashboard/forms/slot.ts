import { isMap, parseAllDocuments } from 'yaml';
import { isJsonObject, type JsonObject } from '../../core/model/json.ts';
import { podSubject, type Subject, tenantSubject } from '../../core/model/resource.ts';
import { identityOf } from './identity.ts';
import { readOwn } from './own-text.ts';

/** One document of a file, and what stands around it. */
export interface Slot {
  readonly before: string;
  readonly own: string;
  readonly after: string;
}

export function joinSlot({ before, own, after }: Slot): string {
  return before + own + after;
}

/** The text of the file's documents, each with the comments above it; joined they are the file. */
export function slotsOf(text: string): readonly Slot[] {
  const ranges = [...parseAllDocuments(text)].map(({ range }) => range);
  return ranges.map(([start, , end], index) => {
    // What stands above the first document belongs to it.
    const from = index === 0 ? 0 : start + separatorLength(text.slice(start, end));
    const to = index === ranges.length - 1 ? text.length : end;
    return { before: text.slice(0, from), own: text.slice(from, to), after: text.slice(to) };
  });
}

/** The document about a subject; undefined when the file has none, or is sealed. */
export function findSlot(text: string, subject: Subject): Slot | undefined {
  return slotsOf(text).find(({ own }) => {
    const { data } = readOwn(own);
    return data !== undefined && !('sops' in data) && subjectOf(data) === subject;
  });
}

/** A place for one more document at the end of a file; without a text, of a new one. */
export function newSlot(text: string | undefined, own: string): Slot {
  if (text === undefined || text === '') return { before: '', own, after: '' };
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  const ended = text.endsWith('\n') ? text : text + newline;
  const isEmpty = parseAllDocuments(text).every(({ contents }) => !isMap(contents));
  return { before: ended + (isEmpty ? '' : `---${newline}`), own, after: '' };
}

/** Undefined for what is neither, or has no name yet. */
export function subjectOf(data: JsonObject): Subject | undefined {
  if (data['kind'] === 'Pod') {
    const { tenant, pod } = identityOf(data);
    return tenant && pod ? podSubject(`${tenant}/${pod}`) : undefined;
  }
  const { metadata } = data;
  const name = isJsonObject(metadata) ? metadata['name'] : undefined;
  return data['kind'] === 'Tenant' && typeof name === 'string' ? tenantSubject(name) : undefined;
}

function separatorLength(text: string): number {
  return /^---[ \t]*\r?\n/.exec(text)?.[0].length ?? 0;
}
