import type { FormEvent, ReactNode } from 'react';
import type { ServerProblem } from '../server.ts';
import { useWords } from '../words/words.ts';

interface AccountFormProps {
  readonly button: string;
  readonly problem: ServerProblem | undefined;
  readonly isRunning: boolean;
  readonly onSubmit: () => void;
  readonly children: ReactNode;
}

export function AccountForm({ button, problem, isRunning, onSubmit, children }: AccountFormProps) {
  const words = useWords();
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    onSubmit();
  };
  return (
    <form onSubmit={submit}>
      {children}
      {problem !== undefined && (
        <div className="notice bad" role="alert">
          <p>{problem.status === 0 ? words.serverGoneAtOnce : problem.message}</p>
          {problem.hint !== undefined && <p className="hint">{problem.hint}</p>}
        </div>
      )}
      <button type="submit" disabled={isRunning}>
        {button}
      </button>
    </form>
  );
}
