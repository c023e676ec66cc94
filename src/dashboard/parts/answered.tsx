import type { ReactNode } from 'react';
import type { Live } from '../model/live.ts';
import { Loading } from './loading.tsx';
import { ServerGone } from './server-gone.tsx';

interface AnsweredProps<Data> {
  readonly live: Live<Data>;
  readonly children: (data: Data) => ReactNode;
}

/** A page's every state: not there yet, refused, old, or as it is. */
export function Answered<Data>({ live, children }: AnsweredProps<Data>) {
  const { data, problem, answeredAt } = live;
  const isGone = problem?.status === 0;
  return (
    <>
      {isGone && <ServerGone answeredAt={answeredAt} />}
      {problem !== undefined && !isGone && (
        <div className="notice bad" role="alert">
          <p>{problem.message}</p>
          {problem.hint !== undefined && <p className="hint">{problem.hint}</p>}
        </div>
      )}
      {data === undefined ? problem === undefined && <Loading /> : children(data)}
    </>
  );
}
