import { quote } from './quote.ts';

/** What a schema says about itself in words, put into sentences. */

export interface SchemaWords {
  readonly title?: string;
  readonly description?: string;
  readonly examples?: readonly unknown[];
  readonly pattern?: string;
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, SchemaWords>>;
  readonly propertyNames?: SchemaWords;
}

/** `"2gb" is not a size`; `bare` is how a number or a boolean is written. */
export function notA(value: unknown, schema: SchemaWords, bare?: string): string {
  return `${bare ?? quote(value)} is not ${withArticle(schema.title ?? 'value of this form')}`;
}

/** `SizeFormat`. */
export function ruleOf(schema: SchemaWords): string {
  const words = (schema.title ?? 'value').split(' ');
  return `${words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('')}Format`;
}

export function withArticle(noun: string): string {
  return `${/^[aeiou]/i.test(noun) && !/^U[A-Z]/.test(noun) ? 'an' : 'a'} ${noun}`;
}

/** The description and a short example, or nothing when the schema has neither. */
export function hintFrom(schema: SchemaWords, key?: string): { readonly hint?: string } {
  const example = schema.examples?.find((item) => typeof item !== 'object');
  const sample = example === undefined ? undefined : `${key ? `${key}: ` : ''}${example}`;
  const parts = [schema.description, sample ? `Example: ${sample}` : undefined];
  const hint = parts.filter((part) => part !== undefined).join(' ');
  return hint === '' ? {} : { hint };
}
