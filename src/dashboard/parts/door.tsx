import { type FormEvent, type ReactNode, useId, useState } from 'react';
import { ServerProblem } from '../server.ts';
import { useWords } from '../words/words.ts';
import { ProblemNotice } from './problem-notice.tsx';

export interface Attempt {
  readonly isRunning: boolean;
  readonly problem: ServerProblem | undefined;
  readonly send: (body: object) => void;
}

/** Sends a form, once at a time, and keeps what the server had against it. */
export function useAttempt<Answer>(
  ask: (body: object) => Promise<Answer>,
  onDone: (answer: Answer) => void,
): Attempt {
  const [isRunning, setRunning] = useState(false);
  const [problem, setProblem] = useState<ServerProblem>();
  const send = (body: object): void => {
    if (isRunning) return;
    setRunning(true);
    ask(body)
      .then((answer) => {
        setProblem(undefined);
        onDone(answer);
      })
      .catch((error: unknown) => {
        if (error instanceof ServerProblem) setProblem(error);
        else throw error;
      })
      .finally(() => setRunning(false));
  };
  return { isRunning, problem, send };
}

interface DoorProps {
  readonly title: string;
  readonly attempt?: Attempt;
  readonly body?: object;
  readonly button?: string;
  readonly disabled?: boolean;
  readonly children: ReactNode;
}

/** The page of who is not let in yet; a form where there is something to send. */
export function Door({ title, attempt, body = {}, button, disabled, children }: DoorProps) {
  const words = useWords();
  const onSubmit = (event: FormEvent): void => {
    event.preventDefault();
    attempt?.send(body);
  };
  const { problem } = attempt ?? {};
  return (
    <main className="door">
      <form onSubmit={onSubmit}>
        <p className="brand">
          <span className="mark" aria-hidden="true" />
          {words.appName}
        </p>
        <h1>{title}</h1>
        {children}
        {problem !== undefined && <ProblemNotice problem={problem} />}
        {attempt !== undefined && (
          <button type="submit" disabled={disabled === true || attempt.isRunning}>
            {button}
          </button>
        )}
      </form>
    </main>
  );
}

interface FieldProps {
  readonly label: string;
  readonly hint?: string;
  readonly problem?: string | undefined;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly autoComplete: 'current-password' | 'new-password' | 'one-time-code';
}

/** Of a password, or of a code, which everybody may read over a shoulder. */
export function Field({ label, hint, problem, value, onChange, autoComplete }: FieldProps) {
  const id = useId();
  const more = problem ?? hint;
  const isCode = autoComplete === 'one-time-code';
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        type={isCode ? 'text' : 'password'}
        inputMode={isCode ? 'numeric' : undefined}
        required
        value={value}
        autoComplete={autoComplete}
        aria-describedby={more === undefined ? undefined : `${id}-more`}
        aria-invalid={problem !== undefined}
        onChange={({ target }) => onChange(target.value)}
      />
      {more !== undefined && (
        <p id={`${id}-more`} className={problem === undefined ? 'hint' : 'hint problem'}>
          {more}
        </p>
      )}
    </div>
  );
}
