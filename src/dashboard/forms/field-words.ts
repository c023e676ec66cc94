import type { ConfigPath } from '../../core/config-drift/config-path.ts';
import type { FormWords } from '../words/forms-en.ts';
import type { Complaint } from './check-value.ts';
import type { Field } from './fields.ts';

type Named = Readonly<Record<string, string>>;

/** What a field is called. */
export function nameOf(path: ConfigPath, { names }: Pick<FormWords, 'names'>): string {
  return wordFor(path, names) ?? humanised(path.at(-1) ?? '');
}

export function helpOf({ path, schema }: Field, { help }: Pick<FormWords, 'help'>): string {
  return wordFor(path, help) ?? schema.description ?? '';
}

export function complaintText(complaint: Complaint, { complaints }: FormWords): string {
  switch (complaint.kind) {
    case 'said':
      return [complaint.message, complaint.hint].filter(Boolean).join(': ');
    case 'form':
      return complaints.form(complaint.title, complaint.example);
    case 'key':
      return complaints.key(complaint.key);
    case 'least':
    case 'above':
    case 'most':
    case 'longest':
    case 'items':
      return complaints[complaint.kind](complaint.limit);
    default:
      return complaints[complaint.kind];
  }
}

function wordFor(path: ConfigPath, words: Named): string | undefined {
  const below = path[0] === 'spec' ? path.slice(path[1] === 'defaults' ? 2 : 1) : path;
  return words[below.join('.')] ?? words[`*.${below.at(-1)}`];
}

/** `healthPath` is `Health path`. */
function humanised(key: string): string {
  const words = key.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return words.slice(0, 1).toUpperCase() + words.slice(1);
}
