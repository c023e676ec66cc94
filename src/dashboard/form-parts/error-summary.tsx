import type { Ref } from 'react';
import { useFormWords } from '../words/form-words.ts';

export interface Trouble {
  /** Of the input that it is about; undefined where there is none. */
  readonly id: string | undefined;
  readonly name: string;
  readonly text: string;
}

interface ErrorSummaryProps {
  readonly troubles: readonly Trouble[];
  readonly box: Ref<HTMLDivElement>;
}

/** All that is wrong, at the top, each leading to where it is. */
export function ErrorSummary({ troubles, box }: ErrorSummaryProps) {
  const words = useFormWords();
  if (troubles.length === 0) return null;
  return (
    <div className="notice bad" role="alert" tabIndex={-1} ref={box}>
      <h2>{words.problems(troubles.length)}</h2>
      <ul>
        {troubles.map(({ id, name, text }) => (
          <li key={`${id} ${text}`}>
            {id === undefined ? (
              text
            ) : (
              <a href={`#${id}`} onClick={(event) => goTo(event, id)}>
                {name}: {text}
              </a>
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}

/** Into the input itself, also where its section is folded. */
function goTo(event: { preventDefault(): void }, id: string): void {
  event.preventDefault();
  const input = document.getElementById(id);
  const folded = input?.closest('details');
  if (folded) folded.open = true;
  input?.focus();
}
