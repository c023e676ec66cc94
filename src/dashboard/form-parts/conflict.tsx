import { useEffect, useRef, useState } from 'react';
import { type ConfigPath, formatConfigPath } from '../../core/config-drift/config-path.ts';
import type { JsonValue } from '../../core/model/json.ts';
import { type Collision, compareEdits, mergeOnto } from '../forms/collide.ts';
import { nameOf } from '../forms/field-words.ts';
import { type Ground, subjectIn } from '../forms/ground.ts';
import type { JsonSchema } from '../forms/json-schema.ts';
import { readOwn } from '../forms/own-text.ts';
import { findSlot } from '../forms/slot.ts';
import { useFormWords } from '../words/form-words.ts';

interface ConflictProps {
  /** What the form began with; empty for a new document. */
  readonly start: string;
  readonly own: string;
  readonly newer: Ground;
  readonly schema: JsonSchema;
  /** Goes on from the newer file, with this document. */
  readonly onMerged: (own: string, newer: Ground, start: string) => void;
}

/** Theirs and mine side by side; nothing is written over before somebody chose. */
export function Conflict({ start, own, newer, schema, onMerged }: ConflictProps) {
  const words = useFormWords();
  const [mine, setMine] = useState<ReadonlyMap<string, boolean>>(new Map());
  const subject = newer.subject ?? subjectIn(own);
  const theirs = subject && findSlot(newer.text ?? '', subject)?.own;
  const data = [start, theirs ?? '', own].map((text) => readOwn(text).data ?? {});
  const [base = {}, their = {}, my = {}] = data;
  const merge = compareEdits(base, their, my);
  const isChosen = merge.collisions.every(({ path }) => mine.has(formatConfigPath(path)));
  const takesMine = (path: ConfigPath): boolean => mine.get(formatConfigPath(path)) === true;
  const merged = theirs === undefined ? own : mergeOnto(theirs, merge, takesMine, schema);
  const choose = (path: ConfigPath, isMine: boolean): void =>
    setMine((before) => new Map([...before, [formatConfigPath(path), isMine]]));
  // Somebody may have made the very document that is to be made, or taken away the one that is edited.
  const ground = { ...newer, subject: theirs === undefined ? undefined : subject };
  const head = useRef<HTMLHeadingElement>(null);
  useEffect(() => head.current?.focus(), []);
  return (
    <section className="conflict" aria-labelledby="conflict-head">
      <h2 id="conflict-head" tabIndex={-1} ref={head}>
        {words.conflictTitle}
      </h2>
      <p>{words.conflictIntro}</p>
      <div className="panes">
        <Pane title={words.theirs} text={theirs ?? words.gone} />
        <Pane title={words.mine} text={own} />
      </div>
      {theirs !== undefined &&
        (merge.collisions.length === 0 ? (
          <p className="notice good">{words.noCollisions}</p>
        ) : (
          <Collisions collisions={merge.collisions} mine={mine} onChoose={choose} />
        ))}
      {merged === undefined && <p className="notice bad">{words.mergeByHand}</p>}
      <p className="buttons">
        <button
          type="button"
          disabled={!isChosen || merged === undefined}
          onClick={() => merged !== undefined && onMerged(merged, ground, theirs ?? start)}
        >
          {words.merge}
        </button>
        {theirs !== undefined && (
          <button type="button" className="quiet" onClick={() => onMerged(theirs, ground, theirs)}>
            {words.dropMine}
          </button>
        )}
      </p>
    </section>
  );
}

function Pane({ title, text }: { readonly title: string; readonly text: string }) {
  return (
    <div>
      <h3>{title}</h3>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keys. */}
      <pre tabIndex={0}>{text}</pre>
    </div>
  );
}

interface CollisionsProps {
  readonly collisions: readonly Collision[];
  readonly mine: ReadonlyMap<string, boolean>;
  readonly onChoose: (path: ConfigPath, isMine: boolean) => void;
}

function Collisions({ collisions, mine, onChoose }: CollisionsProps) {
  const words = useFormWords();
  return (
    <>
      <h3>{words.collisions}</h3>
      {collisions.map(({ path, base, theirs, mine: my }) => {
        const name = formatConfigPath(path);
        const choices = [
          [false, words.takeTheirs, theirs],
          [true, words.takeMine, my],
        ] as const;
        return (
          <fieldset key={name} className="choice">
            <legend>
              {nameOf(path, words)} <span className="aside">{`${words.was} ${shown(base)}`}</span>
            </legend>
            {choices.map(([isMine, label, value]) => (
              <label key={label}>
                <input
                  type="radio"
                  name={name}
                  checked={mine.get(name) === isMine}
                  onChange={() => onChoose(path, isMine)}
                />
                {label}: <code>{shown(value)}</code>
              </label>
            ))}
          </fieldset>
        );
      })}
    </>
  );
}

function shown(value: JsonValue | undefined): string {
  if (value === undefined) return '–';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
