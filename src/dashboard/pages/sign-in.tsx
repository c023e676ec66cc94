import { useEffect, useState } from 'react';
import { CodeField, PasswordField } from '../parts/credentials.tsx';
import { Door, useAttempt } from '../parts/door.tsx';
import { post } from '../server.ts';
import { useWords } from '../words/words.ts';

interface SignInProps {
  readonly needsSetup: boolean;
  readonly onDone: () => void;
}

export function SignInPage({ needsSetup, onDone }: SignInProps) {
  const words = useWords();
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const [needsCode, setNeedsCode] = useState(false);
  const attempt = useAttempt((body) => post('/auth/login', body), onDone);
  const isAsked = attempt.problem?.body.reason === 'CodeNeeded';
  if (isAsked && !needsCode) setNeedsCode(true);
  useEffect(() => {
    document.title = `${words.signInTitle} · ${words.appName}`;
  }, [words]);
  if (needsSetup) {
    return (
      <Door title={words.setupTitle}>
        <p>{words.setupMissing}</p>
        <pre>agentpod admin link</pre>
      </Door>
    );
  }
  return (
    <Door
      title={words.signInTitle}
      attempt={isAsked ? { ...attempt, problem: undefined } : attempt}
      body={needsCode ? { password, code } : { password }}
      button={words.signIn}
    >
      <PasswordField value={password} onChange={setPassword} />
      {needsCode && <CodeField value={code} onChange={setCode} />}
    </Door>
  );
}
