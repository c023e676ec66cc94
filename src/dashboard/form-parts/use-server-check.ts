import { useEffect, useState } from 'react';
import type { Field } from '../forms/fields.ts';
import type { Edit } from '../forms/ground.ts';
import { type Diagnostic, type Placed, placeDiagnostics } from '../forms/place-diagnostics.ts';
import type { SecretDraft } from '../forms/secret-drafts.ts';
import { ask } from '../server.ts';

/** Long enough that nobody is asked with every key. */
const QUIET_MS = 700;
const NOTHING: Placed = { atFields: new Map(), others: [] };

/** What the server has against an edit, once the typing has stopped; undefined is not asked about. */
export function useServerCheck(
  edit: Edit | undefined,
  own: string,
  fields: readonly Field[],
  drafts: readonly SecretDraft[],
): Placed {
  const [answer, setAnswer] = useState<{ readonly of: string; readonly placed: Placed }>();
  const asked = edit === undefined ? undefined : JSON.stringify(edit);
  useEffect(() => {
    if (asked === undefined) return;
    const ended = new AbortController();
    const timer = window.setTimeout(() => {
      const { file, text, base } = JSON.parse(asked) as Edit;
      ask<{ readonly diagnostics: readonly Diagnostic[] }>(
        '/api/v1/changes/preview',
        { edits: [{ file, text, base }] },
        ended.signal,
      )
        .then(({ diagnostics }) => {
          const placed = placeDiagnostics(
            diagnostics,
            { file, drafts, ...linesOf(own, text) },
            fields,
          );
          setAnswer({ of: asked, placed });
        })
        // Whoever saves is told; while typing it is no news.
        .catch(() => undefined);
    }, QUIET_MS);
    return () => {
      ended.abort();
      window.clearTimeout(timer);
    };
  }, [asked, own, fields, drafts]);
  return answer !== undefined && answer.of === asked ? answer.placed : NOTHING;
}

/** Where a document stands in its file. */
function linesOf(own: string, text: string) {
  const first = text.slice(0, text.lastIndexOf(own)).split('\n').length;
  return { first, last: first + own.split('\n').length - 1 };
}
