import '../styles/pod.css';
import { type ReactNode, useId, useLayoutEffect, useRef, useState } from 'react';
import { useLog } from '../model/log-feed.ts';
import { cutAt, type KeptLine, linesWith, windowOf } from '../model/log-keeper.ts';
import { useWords } from '../words/words.ts';

/** In pixels; as in the style sheet. */
const LINE_HEIGHT = 20;
const HEIGHT = 400;

/** What the pod writes, as it writes it: found by a text, and held still when asked. */
export function PodLog({ path }: { readonly path: string }) {
  const words = useWords();
  const { lines, problem } = useLog(path);
  const [held, setHeld] = useState<readonly KeptLine[]>();
  const [wanted, setWanted] = useState('');
  const shown = linesWith(held ?? lines, wanted);
  const newest = lines.at(-1)?.number ?? 0;
  const missed = held === undefined ? 0 : newest - (held.at(-1)?.number ?? 0);
  return (
    <>
      <div className="filters">
        <button
          type="button"
          className="quiet"
          aria-pressed={held !== undefined}
          onClick={() => setHeld(held === undefined ? lines : undefined)}
        >
          {held === undefined ? words.pauseLog : words.goOnLog}
        </button>
        <span className="hint" role="status">
          {held !== undefined && words.linesMissed(missed)}
          {wanted !== '' && ` ${words.linesFound(shown.length)}`}
        </span>
        <input
          type="search"
          aria-label={words.searchLog}
          placeholder={words.searchLog}
          value={wanted}
          onChange={({ target }) => setWanted(target.value)}
        />
      </div>
      {problem !== undefined && (
        <p className="hint">
          {problem.status === 0 ? words.logBroken : `${problem.message}. ${problem.hint ?? ''}`}
        </p>
      )}
      <Lines lines={shown} wanted={wanted} />
    </>
  );
}

interface LinesProps {
  readonly lines: readonly KeptLine[];
  readonly wanted: string;
}

/** Of thousands only those in sight are there. Stays at the end for as long as it is left there. */
function Lines({ lines, wanted }: LinesProps) {
  const words = useWords();
  const id = useId();
  const box = useRef<HTMLElement>(null);
  const atEnd = useRef(true);
  const [top, setTop] = useState(0);
  const newest = lines.at(-1)?.number;
  useLayoutEffect(() => {
    void newest;
    const element = box.current;
    if (element !== null && atEnd.current) element.scrollTop = element.scrollHeight;
  }, [newest]);
  const onScroll = (): void => {
    const element = box.current;
    if (element === null) return;
    const left = element.scrollHeight - element.scrollTop - element.clientHeight;
    atEnd.current = left < LINE_HEIGHT;
    setTop(element.scrollTop);
  };
  if (lines.length === 0) return <p className="empty">{words.noLines}</p>;
  const { first, end } = windowOf(lines.length, { top, height: HEIGHT, lineHeight: LINE_HEIGHT });
  return (
    <section
      ref={box}
      className="log"
      aria-label={words.log}
      aria-describedby={`${id}-count`}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: whoever has no mouse scrolls it by keys.
      tabIndex={0}
      onScroll={onScroll}
    >
      <span id={`${id}-count`} className="hidden">
        {words.linesKept(lines.length)}
      </span>
      <div className="log-all" style={{ height: lines.length * LINE_HEIGHT }}>
        <ol className="log-lines" start={first + 1} style={{ top: first * LINE_HEIGHT }}>
          {lines.slice(first, end).map((line) => (
            <li key={line.number}>
              <Line line={line} wanted={wanted} />
            </li>
          ))}
        </ol>
      </div>
    </section>
  );
}

function Line({ line: { time, text, dropped }, wanted }: { line: KeptLine; wanted: string }) {
  const words = useWords();
  return (
    <>
      {time !== null && (
        <time dateTime={time}>{new Date(time).toLocaleTimeString(words.language)}</time>
      )}{' '}
      {dropped !== undefined && <em>{words.linesDropped(dropped)} </em>}
      {marked(cutAt(text, wanted))}
    </>
  );
}

function marked(pieces: readonly string[]): ReactNode {
  // The places of pieces say all that there is of them.
  // biome-ignore lint/suspicious/noArrayIndexKey: they never move.
  return pieces.map((piece, n) => (n % 2 === 1 ? <mark key={n}>{piece}</mark> : piece));
}
