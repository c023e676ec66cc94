import { useState } from 'react';
import { ask, ServerProblem } from '../server.ts';
import { useWords } from '../words/words.ts';
import { AccountForm } from './account-form.tsx';
import { Field, useAttempt } from './door.tsx';
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
  const [isRunning, setRunning] = useState(false);
  const [problem, setProblem] = useState<ServerProblem>();
  const begin = (): void => {
    setRunning(true);
    ask<Offer>('/auth/second-factor/offer', { password })
      .then(onOffer)
      .catch((error: unknown) => {
        if (error instanceof ServerProblem) setProblem(error);
        else throw error;
      })
      .finally(() => setRunning(false));
  };
  return (
    <AccountForm button={words.goOn} problem={problem} isRunning={isRunning} onSubmit={begin}>
      <Field
        label={words.password}
        value={password}
        onChange={onPassword}
        autoComplete="current-password"
      />
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
  const attempt = useAttempt('/auth/second-factor', onDone);
  return (
    <AccountForm
      button={words.turnOn}
      problem={attempt.problem}
      isRunning={attempt.isRunning}
      onSubmit={() => attempt.send({ password, seed, code })}
    >
      <p>{words.scan}</p>
      <QrCode text={uri} label={words.qrCode} />
      <p className="hint">
        {words.scanByHand} <code>{seed.match(/.{4}/g)?.join(' ')}</code>
      </p>
      <Field
        label={words.code}
        hint={words.codeHint}
        value={code}
        onChange={setCode}
        autoComplete="one-time-code"
      />
    </AccountForm>
  );
}
