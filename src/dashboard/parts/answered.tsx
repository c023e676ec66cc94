import type { ReactNode } from 'react';
import type { Live } from '../model/live.ts';
import { Loading } from './loading.tsx';
import { ProblemNotice } from './problem-notice.tsx';
import { ServerGone } from './server-gone.tsx';

interface AnsweredProps<Data> {
  readonly live: Live<Data>;
  /** Of a page where something else says already that the server is gone. */
  readonly isPart?: boolean;
  readonly children: (data: Data) => ReactNode;
}

/** A page's every state: not there yet, refused, old, or as it is. */
export function Answered<Data>({ live, isPart = false, children }: AnsweredProps<Data>) {
  const { data, problem, answeredAt } = live;
  const isGone = problem?.status === 0;
  return (
    <>
      {isGone && !isPart && <ServerGone answeredAt={answeredAt} />}
      {problem !== undefined && !isGone && <ProblemNotice problem={problem} />}
      {data === undefined
        ? (problem === undefined || (isGone && isPart)) && <Loading />
        : children(data)}
    </>
  );
}
