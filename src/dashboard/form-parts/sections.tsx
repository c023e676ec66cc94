import type { ReactNode } from 'react';
import { formatConfigPath } from '../../core/config-drift/config-path.ts';
import { nameOf } from '../forms/field-words.ts';
import type { Field } from '../forms/fields.ts';
import type { Section } from '../forms/layout.ts';
import { useFormWords } from '../words/form-words.ts';
import { FieldInput } from './field-input.tsx';

interface SectionsProps {
  readonly sections: readonly Section[];
  /** Before the first fields. */
  readonly head: ReactNode;
  /** After the field of that path. */
  readonly behind: Readonly<Record<string, ReactNode>>;
}

/** Few fields open, the rest folded away. */
export function Sections({ sections, head, behind }: SectionsProps) {
  const words = useFormWords();
  const [first, ...rest] = sections;
  return (
    <>
      <section aria-label={words.sections.basics} className="basics">
        {head}
        {first && <Fields fields={first.fields} behind={behind} />}
      </section>
      {rest.map(({ id, fields }) => (
        <details key={id}>
          <summary>{words.sections[id]}</summary>
          <Fields fields={fields} behind={behind} />
        </details>
      ))}
    </>
  );
}

function Fields({
  fields,
  behind,
}: {
  readonly fields: readonly Field[];
  readonly behind: SectionsProps['behind'];
}) {
  const words = useFormWords();
  const parts = fields.filter(({ kind }) => kind === 'part');
  return fields.map((field) => {
    const name = formatConfigPath(field.path);
    const group = field.path.slice(0, -1);
    const siblings = parts.filter(({ path }) => path.slice(0, -1).join() === group.join());
    if (field.kind === 'part' && siblings.length > 1) {
      if (siblings[0] !== field) return null;
      return (
        <fieldset key={name} className="parts">
          <legend>{nameOf(group, words)}</legend>
          {siblings.map((each) => (
            <FieldInput key={each.path.join('.')} field={each} />
          ))}
        </fieldset>
      );
    }
    return (
      <div key={name} className="with-behind">
        <FieldInput field={field} />
        {behind[name]}
      </div>
    );
  });
}
