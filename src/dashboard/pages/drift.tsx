import { useLive } from '../model/live.ts';
import { Answered } from '../parts/answered.tsx';
import { Subject } from '../parts/event-list.tsx';
import { State } from '../parts/state.tsx';
import { TableHead } from '../parts/table-head.tsx';
import type { Diff } from '../server.ts';
import { useWords } from '../words/words.ts';

/** Looking at every file of every pod costs the Engine something. */
const PAUSE_MS = 10_000;

export function DriftPage() {
  const words = useWords();
  return (
    <>
      <h1>{words.driftTitle}</h1>
      <p className="hint">{words.driftIntro}</p>
      <Answered live={useLive<Diff>('/api/v1/drift', PAUSE_MS)}>
        {({ changes, warnings }) => (
          <>
            {changes.length === 0 ? (
              <p className="notice good">{words.inSync}</p>
            ) : (
              <Changes changes={changes} />
            )}
            {warnings.length > 0 && (
              <section>
                <h2>{words.warnings}</h2>
                <ul>
                  {warnings.map((warning) => (
                    <li key={warning}>{warning}</li>
                  ))}
                </ul>
              </section>
            )}
          </>
        )}
      </Answered>
    </>
  );
}

function Changes({ changes }: Pick<Diff, 'changes'>) {
  const words = useWords();
  const heads = [words.pod, words.section, words.path, words.before, words.after, words.impact];
  return (
    <div className="wide">
      <table>
        <TableHead names={heads} />
        <tbody>
          {changes.map(({ subject, section, path, before, after, impact }) => (
            <tr key={`${subject} ${section} ${path}`}>
              <td data-head={words.pod}>
                <Subject subject={subject} />
              </td>
              <td data-head={words.section}>
                <State severity={section === 'drift' ? 'bad' : 'busy'}>
                  {section === 'drift' ? words.driftKind : words.pendingKind}
                </State>
              </td>
              <td data-head={words.path}>
                <code>{path}</code>
              </td>
              <td data-head={words.before}>
                <code>{shown(before)}</code>
              </td>
              <td data-head={words.after}>
                <code>{shown(after)}</code>
              </td>
              <td data-head={words.impact}>{impact}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function shown(value: unknown): string {
  if (value === undefined || value === null) return '–';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
