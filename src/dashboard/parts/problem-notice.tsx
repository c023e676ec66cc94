import type { ServerProblem } from '../server.ts';
import { useWords } from '../words/words.ts';

/** Why something was not done, and what to do about it. */
export function ProblemNotice({ problem }: { readonly problem: ServerProblem }) {
  const words = useWords();
  return (
    <div className="notice bad" role="alert">
      <p>{problem.status === 0 ? words.noAnswer : problem.message}</p>
      {problem.hint !== undefined && <p className="hint">{problem.hint}</p>}
      {problem.body.diagnostics?.map(({ file, line, message }) => (
        <p key={`${file} ${line} ${message}`} className="hint">
          {file}:{line} {message}
        </p>
      ))}
    </div>
  );
}
