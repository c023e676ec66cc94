import { useEffect, useState } from 'react';
import { Redirect, useLocation } from 'wouter';
import { Door, Field, useAttempt } from '../parts/door.tsx';
import { post } from '../server.ts';
import { useWords } from '../words/words.ts';

interface SetupProps {
  readonly onDone: () => void;
  readonly isDone: boolean;
}

/** Where the one-time link leads. What opens stands behind the #, which no server ever sees. */
export function SetupPage({ onDone, isDone }: SetupProps) {
  const words = useWords();
  const [, go] = useLocation();
  const [link] = useState(() => location.hash.slice(1));
  const [password, setPassword] = useState('');
  const [again, setAgain] = useState('');
  const attempt = useAttempt(
    (body) => post('/auth/setup', body),
    () => {
      go('/', { replace: true });
      onDone();
    },
  );
  useEffect(() => {
    document.title = `${words.setupTitle} · ${words.appName}`;
    // Not left in the history of a browser that others may use.
    history.replaceState(null, '', '/setup');
  }, [words]);
  if (isDone && link === '') return <Redirect to="/" />;
  const differ = again !== '' && again !== password;
  return (
    <Door
      title={words.setupTitle}
      attempt={attempt}
      body={{ link, password }}
      button={words.setPassword}
      disabled={password === '' || again !== password}
    >
      <Field
        label={words.newPassword}
        hint={words.newPasswordHint}
        value={password}
        onChange={setPassword}
        autoComplete="new-password"
      />
      <Field
        label={words.repeatPassword}
        problem={differ ? words.passwordsDiffer : undefined}
        value={again}
        onChange={setAgain}
        autoComplete="new-password"
      />
    </Door>
  );
}
