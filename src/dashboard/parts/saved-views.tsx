import { type FormEvent, useState } from 'react';
import { Link } from 'wouter';
import { type FleetChoice, SORTS, type Sort, writeChoice } from '../model/fleet.ts';
import { LONGEST_NAME, useSavedViews, type SavedViews as Views } from '../model/saved-views.ts';
import '../styles/views.css';
import { useWords } from '../words/words.ts';

interface SavedViewsProps {
  readonly choice: FleetChoice;
  readonly onChoice: (choice: FleetChoice) => void;
}

/** Choices of the fleet by name, and the order that is part of them. */
export function SavedViews({ choice, onChoice }: SavedViewsProps) {
  const words = useWords();
  const kept = useSavedViews();
  const search = writeChoice(choice);
  const isKept = kept.views.some((view) => view.search === search);
  return (
    <div className="views">
      {kept.views.length > 0 && <ViewList kept={kept} search={search} />}
      {search !== '' && !isKept && <NewView search={search} onSave={kept.save} />}
      <label className="choice">
        {words.sortBy}
        <select
          value={choice.sort}
          onChange={({ target }) => onChoice({ ...choice, sort: target.value as Sort })}
        >
          {SORTS.map((sort) => (
            <option key={sort} value={sort}>
              {words.sorts[sort]}
            </option>
          ))}
        </select>
      </label>
    </div>
  );
}

function ViewList({ kept, search }: { readonly kept: Views; readonly search: string }) {
  const words = useWords();
  return (
    <ul aria-label={words.views}>
      {kept.views.map((view) => (
        <li key={view.name}>
          <Link href={`/${view.search}`} aria-current={view.search === search ? 'true' : undefined}>
            {view.name}
          </Link>
          <button
            type="button"
            aria-label={words.removeView(view.name)}
            title={words.removeView(view.name)}
            onClick={() => kept.remove(view.name)}
          >
            ×
          </button>
        </li>
      ))}
    </ul>
  );
}

interface NewViewProps {
  readonly search: string;
  readonly onSave: Views['save'];
}

function NewView({ search, onSave }: NewViewProps) {
  const words = useWords();
  const [name, setName] = useState<string>();
  const onSubmit = (event: FormEvent): void => {
    event.preventDefault();
    if (name !== undefined) onSave({ name, search });
    setName(undefined);
  };
  if (name === undefined) {
    return (
      <button type="button" className="link" onClick={() => setName('')}>
        {words.saveView}
      </button>
    );
  }
  return (
    <form onSubmit={onSubmit}>
      <input
        // Whoever pressed the button goes on to write.
        ref={(input) => input?.focus()}
        aria-label={words.viewName}
        placeholder={words.viewName}
        maxLength={LONGEST_NAME}
        value={name}
        onChange={({ target }) => setName(target.value)}
        onKeyDown={({ key }) => key === 'Escape' && setName(undefined)}
      />
      <button type="submit" disabled={name.trim() === ''}>
        {words.save}
      </button>
      <button type="button" className="quiet" onClick={() => setName(undefined)}>
        {words.cancel}
      </button>
    </form>
  );
}
