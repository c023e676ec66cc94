import { useWords } from '../words/words.ts';
import { Field } from './door.tsx';

interface CredentialProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
}

/** The password that there is. */
export function PasswordField(props: CredentialProps) {
  const words = useWords();
  return <Field label={words.password} autoComplete="current-password" {...props} />;
}

/** A code of the authenticator. */
export function CodeField(props: CredentialProps) {
  const words = useWords();
  return <Field label={words.code} hint={words.codeHint} autoComplete="one-time-code" {...props} />;
}
