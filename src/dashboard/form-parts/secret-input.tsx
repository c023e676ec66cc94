import { useId, useState } from 'react';
import { type ConfigPath, valueAt } from '../../core/config-drift/config-path.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../../core/model/json.ts';
import { sameField, storedName, suggestSecretName } from '../forms/secret-drafts.ts';
import { useFormWords } from '../words/form-words.ts';
import { type SecretShelf, useForm } from './form-state.ts';
import { Row } from './row.tsx';

interface SecretInputProps {
  readonly path: ConfigPath;
  readonly label: string;
  readonly help?: string;
  readonly required?: boolean;
}

const NEW = '+';
const ELSEWHERE = '?';

/** Where a secret comes from: a stored one by its name, or a value that is stored when all is saved. */
export function SecretInput({ path, label, help = '', required = false }: SecretInputProps) {
  const words = useFormWords();
  const { data, set, shelf, brokenAt } = useForm();
  const [wantsNew, setWantsNew] = useState(false);
  const value = valueAt(data, path);
  const { name, draft, isElsewhere, isMissing, isFirst } = standing(path, data, shelf);
  const types = isFirst || draft !== undefined || isMissing || (wantsNew && value === undefined);
  const choose = (chosen: string): void => {
    setWantsNew(chosen === NEW);
    if (chosen === ELSEWHERE) return;
    shelf.setDraft(path, undefined);
    set([{ path, value: chosen === NEW || chosen === '' ? undefined : { secret: chosen } }]);
  };
  const type = (typed: string): void => {
    const own = draft?.name ?? (isMissing ? name : undefined) ?? suggestion(path, shelf);
    shelf.setDraft(path, typed === '' ? undefined : { name: own, value: typed });
    set([{ path, value: typed === '' ? undefined : { secret: own } }]);
    setWantsNew(true);
  };
  const chosen = isElsewhere ? ELSEWHERE : types ? NEW : (name ?? '');
  return (
    <>
      {!isFirst && (
        <Row path={path} label={label} help={types ? '' : help} required={required}>
          {(input) => (
            <select
              {...input}
              value={chosen}
              disabled={brokenAt !== undefined}
              onChange={({ target }) => choose(target.value)}
            >
              <option value="">{words.secretNone}</option>
              {isElsewhere && (
                <option value={ELSEWHERE}>{words.secretElsewhere(sourceOf(value))}</option>
              )}
              {shelf.stored.map((each) => (
                <option key={each} value={each}>
                  {each}
                </option>
              ))}
              <option value={NEW}>{words.secretNew}</option>
            </select>
          )}
        </Row>
      )}
      {types && (
        <NewValue
          path={path}
          label={isFirst ? label : `${label}: ${words.secretValue}`}
          value={draft?.value ?? ''}
          name={draft?.name ?? name ?? suggestion(path, shelf)}
          isMissing={isMissing && draft === undefined}
          isFirst={isFirst}
          required={required}
          onType={type}
        />
      )}
    </>
  );
}

function standing(path: ConfigPath, data: JsonObject, { stored, drafts }: SecretShelf) {
  const name = storedName(data, path);
  const isElsewhere = valueAt(data, path) !== undefined && name === undefined;
  return {
    name,
    draft: drafts.find((each) => sameField(each.path, path)),
    isElsewhere,
    isMissing: name !== undefined && !stored.includes(name),
    // As long as there is nothing to choose from, the input for a new one is the field.
    isFirst: stored.length === 0 && !isElsewhere,
  };
}

interface NewValueProps {
  readonly path: ConfigPath;
  readonly label: string;
  readonly value: string;
  readonly name: string;
  readonly isMissing: boolean;
  /** Stands for the field itself, since there is nothing to choose from. */
  readonly isFirst: boolean;
  readonly required: boolean;
  readonly onType: (value: string) => void;
}

function NewValue({ path, label, value, name, isMissing, isFirst, ...rest }: NewValueProps) {
  const words = useFormWords();
  const { shelf, brokenAt } = useForm();
  const id = useId();
  const help = isMissing ? words.secretMissing(name) : words.secretHelp(name);
  const password = {
    type: 'password',
    value,
    disabled: brokenAt !== undefined,
    // A browser must not offer to keep it, nor fill in the administrator's own.
    autoComplete: 'new-password',
    spellCheck: false,
    onChange: ({ target }: { readonly target: { readonly value: string } }) =>
      rest.onType(target.value),
  };
  const command = isMissing && shelf.tenant !== '' && (
    <code>
      agentpod secret set {shelf.tenant} {name}
    </code>
  );
  if (isFirst) {
    return (
      <Row path={path} label={label} help={help} required={rest.required}>
        {(input) => <input {...input} {...password} />}
      </Row>
    );
  }
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input {...password} id={id} aria-describedby={`${id}-help`} />
      <p id={`${id}-help`} className="hint">
        {help} {command}
      </p>
    </div>
  );
}

function suggestion(path: ConfigPath, { pod, stored, drafts }: SecretShelf) {
  const others = drafts.filter((each) => !sameField(each.path, path)).map(({ name }) => name);
  return suggestSecretName(path, pod, new Set([...stored, ...others]));
}

/** Which way it comes, never more of it: `env`, `file`, `sops`. */
function sourceOf(value: JsonValue | undefined): string {
  return value !== undefined && isJsonObject(value) ? Object.keys(value).join(', ') : '';
}
