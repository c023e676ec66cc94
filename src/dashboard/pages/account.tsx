import { useState } from 'react';
import { useLive } from '../model/live.ts';
import { AccountForm } from '../parts/account-form.tsx';
import { Answered } from '../parts/answered.tsx';
import { PasswordField } from '../parts/credentials.tsx';
import { useAttempt } from '../parts/door.tsx';
import { NewFactor } from '../parts/new-factor.tsx';
import { State } from '../parts/state.tsx';
import '../styles/account.css';
import { post } from '../server.ts';
import { useWords } from '../words/words.ts';

interface Session {
  readonly secondFactor?: boolean;
}

/** Who may come in, and by what. */
export function AccountPage() {
  const words = useWords();
  const [turn, setTurn] = useState(0);
  return (
    <>
      <h1>{words.signInSettings}</h1>
      <section>
        <h2>{words.secondFactor}</h2>
        <Factor key={turn} onDone={() => setTurn(turn + 1)} />
      </section>
    </>
  );
}

function Factor({ onDone }: { readonly onDone: () => void }) {
  const words = useWords();
  return (
    <Answered live={useLive<Session>('/auth/session')}>
      {({ secondFactor = false }) => (
        <div className="account">
          <p>
            <State severity={secondFactor ? 'good' : 'off'}>
              {secondFactor ? words.factorOn : words.factorOff}
            </State>
          </p>
          <p className="hint">{secondFactor ? words.factorLost : words.factorOffHint}</p>
          {secondFactor ? <OldFactor onDone={onDone} /> : <NewFactor onDone={onDone} />}
        </div>
      )}
    </Answered>
  );
}

function OldFactor({ onDone }: { readonly onDone: () => void }) {
  const words = useWords();
  const [password, setPassword] = useState('');
  const attempt = useAttempt((body) => post('/auth/second-factor/remove', body), onDone);
  return (
    <AccountForm button={words.turnOff} attempt={attempt} body={{ password }}>
      <PasswordField value={password} onChange={setPassword} />
    </AccountForm>
  );
}
