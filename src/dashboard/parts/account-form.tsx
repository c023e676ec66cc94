import type { FormEvent, ReactNode } from 'react';
import type { Attempt } from './door.tsx';
import { ProblemNotice } from './problem-notice.tsx';

interface AccountFormProps {
  readonly button: string;
  readonly attempt: Attempt;
  /** What is sent. */
  readonly body: object;
  readonly children: ReactNode;
}

export function AccountForm({ button, attempt, body, children }: AccountFormProps) {
  const { problem, isRunning, send } = attempt;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    send(body);
  };
  return (
    <form onSubmit={submit}>
      {children}
      {problem !== undefined && <ProblemNotice problem={problem} />}
      <button type="submit" disabled={isRunning}>
        {button}
      </button>
    </form>
  );
}
