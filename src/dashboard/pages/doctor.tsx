import { useLive } from '../model/live.ts';
import type { Severity } from '../model/severity.ts';
import { Age } from '../parts/age.tsx';
import { Answered } from '../parts/answered.tsx';
import { State } from '../parts/state.tsx';
import type { Answer } from '../server.ts';
import { useWords } from '../words/words.ts';

type Report = Answer<'DoctorReport'>;
type Finding = Report['items'][number];

/** What is examined does not change by the second, and each look asks the Engine and DNS. */
const PAUSE_MS = 30_000;

const ORDER = ['error', 'warning', 'ok'] as const satisfies readonly Finding['severity'][];
const SEVERITY: Readonly<Record<Finding['severity'], Severity>> = {
  error: 'bad',
  warning: 'busy',
  ok: 'good',
};

/** What is not as it should be, the worst first, and what to do about it. */
export function DoctorPage() {
  const words = useWords();
  return (
    <>
      <h1>{words.doctor}</h1>
      <p className="hint">{words.doctorIntro}</p>
      <Answered live={useLive<Report>('/api/v1/doctor', PAUSE_MS, { onEvents: false })}>
        {(report) => <Findings report={report} />}
      </Answered>
    </>
  );
}

function Findings({ report: { items, checkedAt } }: { readonly report: Report }) {
  const words = useWords();
  const of = (severity: Finding['severity']) => items.filter((item) => item.severity === severity);
  const [errors, warnings] = [of('error').length, of('warning').length];
  const isGood = errors + warnings === 0;
  return (
    <>
      <p className={`notice ${errors > 0 ? 'bad' : isGood ? 'good' : 'busy'}`} role="status">
        {isGood ? words.doctorGood : words.doctorBad(errors, warnings)}
      </p>
      {ORDER.filter((severity) => of(severity).length > 0).map((severity) => (
        <section key={severity}>
          <h2>{words.severities[severity]}</h2>
          <ul className="events">
            {of(severity).map(({ check, message, hint }) => (
              <li key={`${check} ${message}`}>
                <State severity={SEVERITY[severity]}>{check}</State>
                <div className="message">
                  {message}
                  {hint !== '' && <p className="hint">{hint}</p>}
                </div>
              </li>
            ))}
          </ul>
        </section>
      ))}
      <p className="hint">
        {words.examined} <Age time={checkedAt} />
      </p>
    </>
  );
}
