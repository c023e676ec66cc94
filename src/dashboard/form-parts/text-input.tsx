import { useState } from 'react';
import type { JsonValue } from '../../core/model/json.ts';
import { sameJson } from '../../core/util/same-json.ts';
import type { TextForm } from '../forms/line-texts.ts';
import type { InputProps } from './row.tsx';

interface TextInputProps {
  readonly form: TextForm;
  readonly value: JsonValue | undefined;
  readonly onValue: (value: JsonValue | undefined) => void;
  readonly input: InputProps;
  readonly disabled: boolean;
  readonly lines?: boolean;
  readonly numeric?: boolean;
  readonly placeholder?: string;
  /** Id of a list of suggestions. */
  readonly list?: string;
}

/** Keeps what is being typed as it is for as long as it means the value. */
export function TextInput(props: TextInputProps) {
  const { form, value, onValue, input, disabled, lines, numeric, placeholder, list } = props;
  const [typed, setTyped] = useState(() => form.write(value));
  const text = sameJson(form.read(typed), value) ? typed : form.write(value);
  const shared = {
    ...input,
    value: text,
    disabled,
    placeholder,
    autoComplete: 'off',
    spellCheck: false,
    onChange: ({ target }: { readonly target: { readonly value: string } }): void => {
      setTyped(target.value);
      onValue(form.read(target.value));
    },
  };
  if (lines) return <textarea {...shared} rows={Math.min(8, text.split('\n').length)} />;
  return <input {...shared} type="text" list={list} inputMode={numeric ? 'decimal' : undefined} />;
}
