import { valueAt } from '../../core/config-drift/config-path.ts';
import { helpOf, nameOf } from '../forms/field-words.ts';
import type { Field } from '../forms/fields.ts';
import { useFormWords } from '../words/form-words.ts';
import { FieldInput } from './field-input.tsx';
import { fieldId, useForm } from './form-state.ts';

/** Something that is there or not, such as a channel, and what belongs to it. */
export function Part({ field }: { readonly field: Field }) {
  const words = useFormWords();
  const { data, set, brokenAt } = useForm();
  const { path, fields } = field;
  const isThere = valueAt(data, path) !== undefined;
  const id = fieldId(path);
  // What has to be there first; the rest is seldom needed.
  const inside = fields.toSorted((a, b) => Number(b.required) - Number(a.required));
  return (
    <div className="part">
      <div className="field flag">
        <input
          type="checkbox"
          id={id}
          checked={isThere}
          disabled={brokenAt !== undefined}
          aria-describedby={`${id}-help`}
          onChange={({ target }) => set([{ path, value: target.checked ? {} : undefined }])}
        />
        <label htmlFor={id}>{nameOf(path, words)}</label>
        <p id={`${id}-help`} className="hint">
          {helpOf(field, words)}
        </p>
      </div>
      {isThere && (
        <fieldset>
          <legend className="hidden">{nameOf(path, words)}</legend>
          {inside.map((each) => (
            <FieldInput key={each.path.join('.')} field={each} />
          ))}
        </fieldset>
      )}
    </div>
  );
}
