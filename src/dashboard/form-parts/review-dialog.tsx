import { useEffect, useEffectEvent, useRef, useState } from 'react';
import type { Edit } from '../forms/ground.ts';
import type { Diagnostic } from '../forms/place-diagnostics.ts';
import { Loading } from '../parts/loading.tsx';
import { ask, ServerProblem } from '../server.ts';
import { useFormWords } from '../words/form-words.ts';

interface Preview {
  readonly valid: boolean;
  readonly diagnostics: readonly Diagnostic[];
  readonly impact: readonly string[];
  readonly fingerprint: string;
  readonly diffs: readonly { readonly file: string; readonly diff: string }[];
}

interface ReviewDialogProps {
  readonly edits: readonly Edit[];
  readonly onClose: () => void;
  readonly onDone: () => void;
  /** A newer text is there, or it is no longer what was looked at. */
  readonly onConflict: (problem: ServerProblem) => void;
}

/** What an edit comes to, in words, before it is written. */
export function ReviewDialog({ edits, onClose, onDone, onConflict }: ReviewDialogProps) {
  const words = useFormWords();
  const dialog = useRef<HTMLDialogElement>(null);
  const [preview, setPreview] = useState<Preview>();
  const [problem, setProblem] = useState<ServerProblem>();
  const [isSaving, setSaving] = useState(false);
  const failed = (error: unknown): void => {
    if (!(error instanceof ServerProblem)) throw error;
    if (error.body.reason === 'ManifestChanged') onConflict(error);
    else setProblem(error);
  };
  const onFailed = useEffectEvent(failed);
  useEffect(() => {
    dialog.current?.showModal();
    const ended = new AbortController();
    ask<Preview>('/api/v1/changes/preview', { edits }, ended.signal)
      .then(setPreview)
      .catch((error: unknown) => {
        if (!ended.signal.aborted) onFailed(error);
      });
    return () => ended.abort();
  }, [edits]);
  const save = (): void => {
    setSaving(true);
    const fingerprint = preview?.fingerprint;
    ask('/api/v1/changes', { edits, ...(fingerprint && { fingerprint }) })
      .then(onDone)
      .catch(failed)
      .finally(() => setSaving(false));
  };
  return (
    <dialog ref={dialog} className="review" aria-labelledby="review-head" onClose={onClose}>
      <h2 id="review-head">{words.reviewTitle}</h2>
      {preview === undefined && problem === undefined && <Loading />}
      {preview !== undefined && <Outcome preview={preview} />}
      {problem !== undefined && (
        <div className="notice bad" role="alert">
          <p>{problem.message}</p>
          {problem.hint !== undefined && <p className="hint">{problem.hint}</p>}
        </div>
      )}
      <p className="buttons">
        <button type="button" disabled={isSaving || preview?.valid !== true} onClick={save}>
          {words.save}
        </button>
        <button type="button" className="quiet" onClick={() => dialog.current?.close()}>
          {words.cancel}
        </button>
      </p>
    </dialog>
  );
}

function Outcome({ preview: { impact, diagnostics, diffs } }: { readonly preview: Preview }) {
  return (
    <>
      {diagnostics.map(({ line, message, severity }) => (
        <p key={`${line} ${message}`} className={`notice ${severity === 'error' ? 'bad' : 'busy'}`}>
          {message}
        </p>
      ))}
      {impact.length > 0 && (
        <ul>
          {impact.map((each) => (
            <li key={each}>{each}</li>
          ))}
        </ul>
      )}
      {diffs.map(({ file, diff }) => (
        <section key={file}>
          <h3>{file}</h3>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keys. */}
          <pre tabIndex={0}>{diff}</pre>
        </section>
      ))}
    </>
  );
}
