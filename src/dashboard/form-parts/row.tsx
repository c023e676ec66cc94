import type { ReactNode } from 'react';
import { type ConfigPath, formatConfigPath } from '../../core/config-drift/config-path.ts';
import { complaintText } from '../forms/field-words.ts';
import { useFormWords } from '../words/form-words.ts';
import { fieldId, useForm } from './form-state.ts';

/** What an input has to carry so that its label, help and complaint belong to it. */
export interface InputProps {
  readonly id: string;
  readonly 'aria-describedby': string | undefined;
  readonly 'aria-invalid': boolean;
  readonly 'aria-required': boolean;
  readonly onBlur: () => void;
}

interface RowProps {
  readonly path: ConfigPath;
  readonly label: string;
  readonly help?: string;
  readonly required?: boolean;
  readonly children: (input: InputProps) => ReactNode;
}

/** A label, an input, its help, and what is wrong with it. */
export function Row({ path, label, help = '', required = false, children }: RowProps) {
  const words = useFormWords();
  const { complaintAt, stuck, touch } = useForm();
  const id = fieldId(path);
  const complaint = complaintAt(path);
  const isStuck = stuck === formatConfigPath(path);
  const problem = isStuck ? words.stuck : complaint && complaintText(complaint, words);
  const described = [help && `${id}-help`, problem && `${id}-problem`].filter(Boolean).join(' ');
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {children({
        id,
        'aria-describedby': described === '' ? undefined : described,
        'aria-invalid': problem !== undefined,
        'aria-required': required,
        onBlur: () => touch(path),
      })}
      {help !== '' && (
        <p id={`${id}-help`} className="hint">
          {help}
        </p>
      )}
      {problem !== undefined && (
        <p id={`${id}-problem`} className="hint problem">
          {problem}
        </p>
      )}
    </div>
  );
}
