import { type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { Link, useLocation } from 'wouter';
import { useLive } from './model/live.ts';
import { ALERTS_PATH, type NavigationGroup, navigation, titleOf } from './navigation.ts';
import { type Answer, signOut } from './server.ts';
import './styles/frame.css';
import './styles/pages.css';
import { useWords } from './words/words.ts';

interface FrameProps {
  readonly children: ReactNode;
}

/** Nobody waits for a number in the margin: events bring it up to date sooner. */
const ALERTS_PAUSE_MS = 15_000;

/** What stands around every page: beside it, and where there is little room behind a button above it. */
export function Frame({ children }: FrameProps) {
  const words = useWords();
  const [place] = useLocation();
  const groups = navigation(words);
  const made: Readonly<Record<string, string>> = {
    '/new/pod': words.newPod,
    '/new/tenant': words.newTenant,
  };
  const title = made[place] ?? titleOf(place, groups);
  const firing = useFiring();
  useEffect(() => {
    document.title = title === '' ? words.appName : `${title} · ${words.appName}`;
  }, [title, words]);
  return (
    <div className="frame">
      <a className="skip" href="#content">
        {words.skip}
      </a>
      <header className="side">
        <Link href="/" className="brand">
          <span className="mark" aria-hidden="true" />
          {words.appName}
        </Link>
        <Menu key={place} firing={firing}>
          <nav aria-label={words.navigation}>
            {groups.map((group) => (
              <Group key={group.links[0]?.path} group={group} firing={firing} />
            ))}
          </nav>
          <button type="button" className="quiet" onClick={() => void signOut()}>
            {words.signOut}
          </button>
        </Menu>
      </header>
      <main id="content" tabIndex={-1}>
        {children}
      </main>
    </div>
  );
}

function useFiring(): number {
  const { data } = useLive<Answer<'AlertList'>>('/api/v1/alerts', ALERTS_PAUSE_MS);
  return data?.items.filter(({ state }) => state === 'firing').length ?? 0;
}

interface MenuProps {
  readonly firing: number;
  readonly children: ReactNode;
}

/** Open at the start only where there is room for it, which the style sheet knows. */
function Menu({ firing, children }: MenuProps) {
  const words = useWords();
  const [isOpen, setOpen] = useState(false);
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (!isOpen) return;
    const onKey = ({ key }: KeyboardEvent): void => {
      if (key !== 'Escape') return;
      setOpen(false);
      button.current?.focus();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [isOpen]);
  return (
    <>
      <button
        ref={button}
        type="button"
        className="quiet menu"
        aria-expanded={isOpen}
        aria-controls={id}
        onClick={() => setOpen(!isOpen)}
      >
        {words.menu}
        <Badge firing={firing} />
      </button>
      <div id={id} className={isOpen ? 'side-body open' : 'side-body'}>
        {children}
      </div>
    </>
  );
}

function Group({ group, firing }: { readonly group: NavigationGroup; readonly firing: number }) {
  const [place] = useLocation();
  const id = useId();
  const { title, links } = group;
  return (
    <>
      {title !== undefined && (
        <p id={id} className="nav-title">
          {title}
        </p>
      )}
      <ul aria-labelledby={title === undefined ? undefined : id}>
        {links.map(({ path, name }) => (
          <li key={path}>
            <Link href={path} aria-current={isAt(place, path) ? 'page' : undefined}>
              {name}
              {path === ALERTS_PATH && <Badge firing={firing} />}
            </Link>
          </li>
        ))}
      </ul>
    </>
  );
}

/** A run's page is below the runs'. */
function isAt(place: string, path: string): boolean {
  return path === '/' ? place === path : place === path || place.startsWith(`${path}/`);
}

function Badge({ firing }: { readonly firing: number }) {
  const words = useWords();
  if (firing === 0) return null;
  return (
    <>
      <span className="badge" aria-hidden="true">
        {firing}
      </span>
      <span className="hidden">{words.firingCount(firing)}</span>
    </>
  );
}
