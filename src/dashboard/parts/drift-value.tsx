import { useChangeWords } from '../words/change-words.ts';

/** As the status API tells it; null: nothing is there. */
export type Side = { readonly value?: unknown; readonly sensitive?: true } | null;

/** One side of a change. */
export function DriftValue({ value }: { readonly value: Side }) {
  const words = useChangeWords();
  if (value === null) return <span className="hint">{words.absent}</span>;
  if (value.sensitive) return <span className="hint">{words.secret}</span>;
  const shown = typeof value.value === 'string' ? value.value : JSON.stringify(value.value);
  return <code>{shown}</code>;
}
