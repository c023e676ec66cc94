import type { FormEvent, ReactNode } from 'react';
import type { ServerProblem } from '../server.ts';
import { ProblemNotice } from './problem-notice.tsx';

interface AccountFormProps {
  readonly button: string;
  readonly problem: ServerProblem | undefined;
  readonly isRunning: boolean;
  readonly onSubmit: () => void;
  readonly children: ReactNode;
}

export function AccountForm({ button, problem, isRunning, onSubmit, children }: AccountFormProps) {
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    onSubmit();
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
