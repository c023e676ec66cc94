import { useWords } from '../words/words.ts';

export function Loading() {
  return (
    <p className="loading" role="status">
      {useWords().loading}
    </p>
  );
}
