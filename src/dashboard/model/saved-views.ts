import { useState } from 'react';
import { readChoice, writeChoice } from './fleet.ts';

/** A choice of the fleet under a name. This browser alone knows it: it is nobody else's habit. */
export interface SavedView {
  readonly name: string;
  /** As it stands in the address: `?q=acme&state=bad`, or nothing for the whole fleet. */
  readonly search: string;
}

const KEY = 'agentpod.views';
const MOST_VIEWS = 20;
export const LONGEST_NAME = 40;

export interface SavedViews {
  readonly views: readonly SavedView[];
  /** In place of the one of that name. */
  readonly save: (view: SavedView) => void;
  readonly remove: (name: string) => void;
}

export function useSavedViews(): SavedViews {
  const [views, setViews] = useState(() => readViews(stored()));
  const keep = (next: readonly SavedView[]): void => {
    setViews(next);
    try {
      localStorage.setItem(KEY, JSON.stringify(next));
    } catch {
      // A browser that keeps nothing forgets them with the page.
    }
  };
  return {
    views,
    save: (view) => keep(withView(views, view)),
    remove: (name) => keep(views.filter((each) => each.name !== name)),
  };
}

function stored(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

/** Sorted by name; as many as fit. */
export function withView(views: readonly SavedView[], view: SavedView): readonly SavedView[] {
  const name = view.name.trim().slice(0, LONGEST_NAME);
  if (name === '') return views;
  const others = views.filter((each) => each.name !== name);
  return [{ ...view, name }, ...others]
    .slice(0, MOST_VIEWS)
    .sort((a, b) => a.name.localeCompare(b.name));
}

/** What somebody else wrote there, or an older version, is left out. */
export function readViews(text: string | null): readonly SavedView[] {
  const found: unknown = parsed(text ?? '[]');
  if (!Array.isArray(found)) return [];
  return found
    .filter(isView)
    .reduce<readonly SavedView[]>(
      (views, { name, search }) =>
        withView(views, { name, search: writeChoice(readChoice(search)) }),
      [],
    );
}

function isView(value: unknown): value is SavedView {
  if (typeof value !== 'object' || value === null) return false;
  const { name, search } = value as Readonly<Record<string, unknown>>;
  return typeof name === 'string' && typeof search === 'string';
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
