import { Link } from 'wouter';
import { useWords } from '../words/words.ts';

export function NotFound() {
  const words = useWords();
  return (
    <>
      <h1>{words.notFound}</h1>
      <p>
        <Link href="/">{words.backToFleet}</Link>
      </p>
    </>
  );
}
