import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { planCosts } from '../model/plan-costs.ts';
import { type Answer, ServerProblem } from '../server.ts';
import { useChangeWords } from '../words/change-words.ts';
import { useWords } from '../words/words.ts';
import { Modal } from './modal.tsx';
import { ProblemNotice } from './problem-notice.tsx';

export type Preview = Answer<'ChangePreview'>;
export type Accepted = Answer<'Accepted'>;

interface PreviewDialogProps {
  readonly title: string;
  readonly intro?: string;
  /** Of the button that carries it out. */
  readonly button: string;
  /** Asks for what it comes to; asked again when somebody was faster. */
  readonly load: (signal: AbortSignal) => Promise<Preview>;
  readonly carryOut: (preview: Preview) => Promise<Accepted>;
  readonly onClose: () => void;
  readonly onDone?: (accepted: Accepted) => void;
  /** `ManifestChanged`, for whoever can show both; it is told here when absent. */
  readonly onConflict?: (problem: ServerProblem) => void;
}

/** What a change comes to, in words, before it is made; then what came of it. */
export function PreviewDialog(props: PreviewDialogProps) {
  const { title, intro, button, load, carryOut, onClose, onDone, onConflict } = props;
  const words = useChangeWords();
  const [preview, setPreview] = useState<Preview>();
  const [problem, setProblem] = useState<ServerProblem>();
  const [accepted, setAccepted] = useState<Accepted>();
  const [isRunning, setRunning] = useState(false);
  const [looks, setLooks] = useState(0);
  const fail = (error: unknown): void => {
    if (!(error instanceof ServerProblem)) throw error;
    if (error.body.reason === 'ManifestChanged' && onConflict !== undefined) onConflict(error);
    else setProblem(error);
  };
  const onFail = useEffectEvent(fail);
  const onLoad = useEffectEvent(load);
  useEffect(() => {
    void looks;
    const ended = new AbortController();
    setProblem(undefined);
    setPreview(undefined);
    onLoad(ended.signal)
      .then(setPreview)
      .catch((error: unknown) => {
        if (!ended.signal.aborted) onFail(error);
      });
    return () => ended.abort();
  }, [looks]);
  const run = (): void => {
    if (preview === undefined) return;
    setRunning(true);
    setProblem(undefined);
    carryOut(preview)
      .then((answer) => {
        setAccepted(answer);
        onDone?.(answer);
      })
      .catch(fail)
      .finally(() => setRunning(false));
  };
  if (accepted !== undefined) {
    return (
      <Modal title={title} onClose={onClose}>
        <Outcome accepted={accepted} onClose={onClose} />
      </Modal>
    );
  }
  return (
    <Modal title={title} onClose={onClose} busy={isRunning}>
      {intro !== undefined && <p className="hint">{intro}</p>}
      <div aria-live="polite">
        {preview === undefined && problem === undefined && <p className="hint">{words.looking}</p>}
        {preview !== undefined && <ComesTo preview={preview} />}
      </div>
      {problem !== undefined && <ProblemNotice problem={problem} />}
      <p className="buttons">
        {problem === undefined ? (
          <button type="button" disabled={isRunning || preview?.valid !== true} onClick={run}>
            {isRunning ? words.working : button}
          </button>
        ) : (
          <button type="button" onClick={() => setLooks(looks + 1)}>
            {words.lookAgain}
          </button>
        )}
        <button type="button" className="quiet" disabled={isRunning} onClick={onClose}>
          {words.cancel}
        </button>
      </p>
    </Modal>
  );
}

function Outcome({
  accepted: { message, file, revision, notCommitted },
  onClose,
}: {
  readonly accepted: Accepted;
  readonly onClose: () => void;
}) {
  const words = useChangeWords();
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => button.current?.focus(), []);
  // Written and not committed is nothing that may be lost in a friendlier sentence.
  const isWhole = notCommitted === undefined;
  return (
    <>
      <div className={`notice ${isWhole ? 'good' : 'bad'}`} role="status">
        <p>{isWhole ? (file ? words.doneIn(file, revision) : words.done) : message}</p>
        <p className="hint">{words.soon}</p>
      </div>
      <p className="buttons">
        <button type="button" ref={button} onClick={onClose}>
          {words.close}
        </button>
      </p>
    </>
  );
}

function ComesTo({ preview }: { readonly preview: Preview }) {
  const words = useChangeWords();
  const isEnglish = useWords().language === 'en';
  const { plan, diagnostics, diffs, valid } = preview;
  // The server's own sentences know more than the plan: who stops, and who is left without a manifest.
  const own = isEnglish ? preview.impact : [];
  const costs = own.length > 0 || plan === undefined ? own : planCosts(plan, words);
  return (
    <>
      {diagnostics.map(({ file, line, message, severity, hint }) => (
        <div
          key={`${file} ${line} ${message}`}
          className={`notice ${severity === 'error' ? 'bad' : 'busy'}`}
        >
          <p>{message}</p>
          <p className="hint">
            {file}:{line} {hint}
          </p>
        </div>
      ))}
      {valid && (
        <>
          <h3>{words.comesTo}</h3>
          <ul>
            {costs.length === 0 ? <li>{words.nothingToDo}</li> : null}
            {costs.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        </>
      )}
      {diffs.map(({ file, diff }) => (
        <section key={file} aria-label={`${words.textChange}: ${file}`}>
          <h3>{file}</h3>
          <DiffText diff={diff} />
        </section>
      ))}
    </>
  );
}

/** Signs say what the colours say. */
function DiffText({ diff }: { readonly diff: string }) {
  // What stands above the first place only names the file.
  const lines = diff.slice(Math.max(0, diff.indexOf('\n@@') + 1)).split('\n');
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keys.
    <pre className="diff" tabIndex={0}>
      {lines.map((line, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines repeat, and never move.
        <span key={index} className={TONES[line[0] ?? ' '] ?? 'off'}>
          {`${line}\n`}
        </span>
      ))}
    </pre>
  );
}

const TONES: Readonly<Record<string, string>> = { '+': 'good', '-': 'bad', '@': 'off', ' ': '' };
