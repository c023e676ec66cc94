import { useState } from 'react';
import { ask, post } from '../server.ts';
import { useWords } from '../words/words.ts';
import { AccountForm } from './account-form.tsx';
import { CodeField, PasswordField } from './credentials.tsx';
import { useAttempt } from './door.tsx';
import { QrCode } from './qr-code.tsx';

interface Offer {
  /** Base32. */
  readonly seed: string;
  readonly uri: string;
}

/** First the password, then a code of the new key, so that nobody locks himself out. */
export function NewFactor({ onDone }: { readonly onDone: () => void }) {
  const [password, setPassword] = useState('');
  const [offer, setOffer] = useState<Offer>();
  if (offer !== undefined) return <Proof offer={offer} password={password} onDone={onDone} />;
  return <Begin password={password} onPassword={setPassword} onOffer={setOffer} />;
}

interface BeginProps {
  readonly password: string;
  readonly onPassword: (password: string) => void;
  readonly onOffer: (offer: Offer) => void;
}

function Begin({ password, onPassword, onOffer }: BeginProps) {
  const words = useWords();
  const attempt = useAttempt((body) => ask<Offer>('/auth/second-factor/offer', body), onOffer);
  return (
    <AccountForm button={words.goOn} attempt={attempt} body={{ password }}>
      <PasswordField value={password} onChange={onPassword} />
    </AccountForm>
  );
}

interface ProofProps {
  readonly offer: Offer;
  readonly password: string;
  readonly onDone: () => void;
}

function Proof({ offer: { seed, uri }, password, onDone }: ProofProps) {
  const words = useWords();
  const [code, setCode] = useState('');
  const attempt = useAttempt((body) => post('/auth/second-factor', body), onDone);
  return (
    <AccountForm button={words.turnOn} attempt={attempt} body={{ password, seed, code }}>
      <p>{words.scan}</p>
      <QrCode text={uri} label={words.qrCode} />
      <p className="hint">
        {words.scanByHand} <code>{seed.match(/.{4}/g)?.join(' ')}</code>
      </p>
      <CodeField value={code} onChange={setCode} />
    </AccountForm>
  );
}
