import { type ReactNode, useEffect } from 'react';
import { Link, useLocation } from 'wouter';
import { post } from './server.ts';
import { useWords } from './words/words.ts';

interface FrameProps {
  readonly onEnd: () => void;
  readonly children: ReactNode;
}

/** What stands around every page. */
export function Frame({ onEnd, children }: FrameProps) {
  const words = useWords();
  const [place] = useLocation();
  const links = [
    ['/', words.fleet],
    ['/events', words.events],
    ['/drift', words.drift],
    ['/server', words.server],
  ] as const;
  const title = links.find(([path]) => path === place)?.[1];
  useEffect(() => {
    document.title = `${title ?? place.slice('/pods/'.length)} · ${words.appName}`;
  }, [title, place, words]);
  return (
    <>
      <a className="skip" href="#content">
        {words.skip}
      </a>
      <header className="bar">
        <Link href="/" className="brand">
          <span className="mark" aria-hidden="true" />
          {words.appName}
        </Link>
        <nav aria-label={words.navigation}>
          {links.map(([path, name]) => (
            <Link key={path} href={path} aria-current={path === place ? 'page' : undefined}>
              {name}
            </Link>
          ))}
        </nav>
        <button
          type="button"
          className="quiet"
          onClick={() => void post('/auth/logout', {}).finally(onEnd)}
        >
          {words.signOut}
        </button>
      </header>
      <main id="content" tabIndex={-1}>
        {children}
      </main>
    </>
  );
}
