import { type Run, severityOfRun } from '../model/run.ts';
import { useWords } from '../words/words.ts';
import { State } from './state.tsx';

export function RunState({ run }: { readonly run: Run }) {
  const words = useWords();
  return <State severity={severityOfRun(run)}>{words.runStates[run.status.state]}</State>;
}
