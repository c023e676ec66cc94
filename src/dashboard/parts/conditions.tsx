import '../styles/pod.css';
import type { Severity } from '../model/severity.ts';
import type { Condition } from '../server.ts';
import { useWords } from '../words/words.ts';
import { Age } from './age.tsx';
import { State } from './state.tsx';

/** Those for which True is the trouble. */
const ABNORMAL = new Set(['Reconciling', 'Stalled']);

/** What changed last first: the story of the pod, told backwards. */
export function Conditions({ conditions }: { readonly conditions: readonly Condition[] }) {
  const words = useWords();
  const newest = conditions.toSorted((a, b) =>
    a.lastTransitionTime < b.lastTransitionTime ? 1 : -1,
  );
  return (
    <ol className="events timeline">
      {newest.map((condition) => (
        <li key={condition.type} data-severity={severityOfCondition(condition)}>
          <State severity={severityOfCondition(condition)}>
            {`${condition.type}: ${condition.status === 'Unknown' ? words.unknown : condition.status}`}
          </State>
          <span className="subject">{condition.reason}</span>
          <span className="message">{condition.message}</span>
          <Age time={condition.lastTransitionTime} />
        </li>
      ))}
    </ol>
  );
}

export function severityOfCondition({ type, status }: Condition): Severity {
  if (status === 'Unknown') return 'busy';
  if (ABNORMAL.has(type)) return status === 'False' ? 'good' : type === 'Stalled' ? 'bad' : 'busy';
  return status === 'True' ? 'good' : 'bad';
}
