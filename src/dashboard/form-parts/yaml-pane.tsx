import type { Ref } from 'react';
import { useFormWords } from '../words/form-words.ts';
import { useForm } from './form-state.ts';

const LEAST_ROWS = 8;

/** The document as text, which is the form as much as the fields are. */
export function YamlPane({
  input,
  file,
}: {
  readonly input: Ref<HTMLTextAreaElement>;
  readonly file: string;
}) {
  const words = useFormWords();
  const { own, setOwn, brokenAt } = useForm();
  return (
    <section className="yaml">
      <h2 id="yaml-head">
        {words.yaml} {file !== '' && <code className="aside">{file}</code>}
      </h2>
      <textarea
        ref={input}
        value={own}
        rows={Math.max(LEAST_ROWS, own.split('\n').length)}
        spellCheck={false}
        autoComplete="off"
        wrap="off"
        aria-labelledby="yaml-head"
        aria-describedby="yaml-help"
        aria-invalid={brokenAt !== undefined}
        onChange={({ target }) => setOwn(target.value)}
      />
      <p id="yaml-help" className={brokenAt === undefined ? 'hint' : 'hint problem'} role="status">
        {brokenAt === undefined ? words.yamlHelp : words.yamlBroken(brokenAt)}
      </p>
    </section>
  );
}
