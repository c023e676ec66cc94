import { valueAt } from '../../core/config-drift/config-path.ts';
import { isJsonObject, type JsonValue } from '../../core/model/json.ts';
import { helpOf, nameOf } from '../forms/field-words.ts';
import type { Field } from '../forms/fields.ts';
import { LINES, NUMBER, PAIRS, PLAIN, type TextForm } from '../forms/line-texts.ts';
import { useFormWords } from '../words/form-words.ts';
import type { FormWords } from '../words/forms-en.ts';
import { fieldId, useForm } from './form-state.ts';
import { Part } from './part.tsx';
import { Row } from './row.tsx';
import { SecretInput } from './secret-input.tsx';
import { TextInput } from './text-input.tsx';

const FORMS: Readonly<Partial<Record<Field['kind'], TextForm>>> = {
  text: PLAIN,
  number: NUMBER,
  texts: LINES,
  map: PAIRS,
};

/** One field of a manifest, whatever it holds. */
export function FieldInput({ field }: { readonly field: Field }) {
  const words = useFormWords();
  const { data } = useForm();
  const { kind, path } = field;
  if (kind === 'group') {
    return field.fields.map((each) => <FieldInput key={each.path.join('.')} field={each} />);
  }
  if (kind === 'part') return <Part field={field} />;
  if (kind === 'secret') {
    return <SecretInput path={path} label={nameOf(path, words)} required={field.required} />;
  }
  if (kind === 'flag') return <Flag field={field} />;
  const value = valueAt(data, path);
  if (kind === 'choice' && !isJsonObject(value)) return <Choice field={field} />;
  return FORMS[kind] === undefined || hasOtherForm(kind, value) ? (
    <InYaml field={field} />
  ) : (
    <Text field={field} form={FORMS[kind]} />
  );
}

/** Written by hand in a form that an input could not give back. */
function hasOtherForm(kind: Field['kind'], value: JsonValue | undefined): boolean {
  if (kind === 'map') return JSON.stringify(value ?? {}).includes('\\n');
  if (kind === 'texts')
    return Array.isArray(value) && value.some((each) => /\n/.test(String(each)));
  return isJsonObject(value) || Array.isArray(value);
}

function Text({ field, form }: { readonly field: Field; readonly form: TextForm }) {
  const words = useFormWords();
  const { data, set, brokenAt, inherited } = useForm();
  const { path, kind, required, schema } = field;
  const isList = kind === 'texts' || kind === 'map';
  const help = [
    helpOf(field, words),
    isList && !words.help[path.slice(1).join('.')] && perLine(kind, words),
  ];
  const suggestions = kind === 'text' ? (schema.examples ?? []).map(String) : [];
  const list = suggestions.length > 1 ? `${fieldId(path)}-list` : undefined;
  const otherwise = holdsOtherwise(valueAt(inherited, path), schema.default, words);
  return (
    <Row
      path={path}
      label={nameOf(path, words)}
      help={help.filter(Boolean).join(' ')}
      required={required}
    >
      {(input) => (
        <>
          <TextInput
            form={form}
            value={valueAt(data, path)}
            onValue={(value) => set([{ path, value }])}
            input={input}
            disabled={brokenAt !== undefined}
            lines={isList}
            numeric={kind === 'number'}
            {...(otherwise !== undefined && { placeholder: otherwise })}
            {...(list !== undefined && { list })}
          />
          {list !== undefined && (
            <datalist id={list}>
              {suggestions.map((each) => (
                <option key={each} value={each} />
              ))}
            </datalist>
          )}
        </>
      )}
    </Row>
  );
}

function perLine(kind: Field['kind'], words: FormWords): string {
  return kind === 'map' ? words.keyValuePerLine : words.onePerLine;
}

function holdsOtherwise(inherited: JsonValue | undefined, byDefault: unknown, words: FormWords) {
  if (typeof inherited === 'string' || typeof inherited === 'number') {
    return words.inherited(String(inherited));
  }
  if (typeof byDefault !== 'string' && typeof byDefault !== 'number') return undefined;
  return words.otherwise(String(byDefault));
}

function Choice({ field }: { readonly field: Field }) {
  const words = useFormWords();
  const { data, set, brokenAt } = useForm();
  const { path, schema, required } = field;
  const value = valueAt(data, path);
  const byDefault = schema.default;
  return (
    <Row path={path} label={nameOf(path, words)} help={helpOf(field, words)} required={required}>
      {(input) => (
        <select
          {...input}
          value={typeof value === 'string' ? value : ''}
          disabled={brokenAt !== undefined}
          onChange={({ target }) =>
            set([{ path, value: target.value === '' ? undefined : target.value }])
          }
        >
          <option value="">
            {typeof byDefault === 'string' ? words.asDefault(byDefault) : words.notSet}
          </option>
          {schema.enum?.map((each) => (
            <option key={each} value={each}>
              {each}
            </option>
          ))}
        </select>
      )}
    </Row>
  );
}

function Flag({ field }: { readonly field: Field }) {
  const words = useFormWords();
  const { data, set, brokenAt, touch } = useForm();
  const { path, schema } = field;
  const value = valueAt(data, path) ?? schema.default ?? false;
  const id = fieldId(path);
  return (
    <div className="field flag">
      <input
        type="checkbox"
        id={id}
        checked={value === true}
        disabled={brokenAt !== undefined}
        aria-describedby={`${id}-help`}
        onBlur={() => touch(path)}
        onChange={({ target: { checked } }) =>
          set([{ path, value: checked === (schema.default ?? false) ? undefined : checked }])
        }
      />
      <label htmlFor={id}>{nameOf(path, words)}</label>
      <p id={`${id}-help`} className="hint">
        {helpOf(field, words)}
      </p>
    </div>
  );
}

/** What is better written than clicked. */
function InYaml({ field }: { readonly field: Field }) {
  const words = useFormWords();
  const { data, goToYaml } = useForm();
  const value = valueAt(data, field.path);
  const count = isJsonObject(value)
    ? Object.keys(value).length
    : Array.isArray(value)
      ? value.length
      : 0;
  return (
    <Row path={field.path} label={nameOf(field.path, words)} help={helpOf(field, words)}>
      {({ id, 'aria-describedby': described }) => (
        <button
          type="button"
          id={id}
          className="quiet in-yaml"
          aria-describedby={described}
          onClick={goToYaml}
        >
          {words.inYaml(count)} {words.goToYaml}
        </button>
      )}
    </Row>
  );
}
