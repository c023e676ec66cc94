/** Where a value sits inside a document, as steps and as the dotted text that people read. */

export type FieldPath = readonly (string | number)[];

/** `spec.hosts[0]`, `metadata.labels["a.b/c"]`; empty for the whole document. */
export function formatPath(path: FieldPath): string {
  let text = '';
  for (const step of path) {
    if (typeof step === 'number') text += `[${step}]`;
    else if (!/^[A-Za-z0-9_-]+$/.test(step)) text += `[${JSON.stringify(step)}]`;
    else text += text === '' ? step : `.${step}`;
  }
  return text;
}

/** The inverse; also takes `a.0.b`. A numeric step counts as an index only where there is a list. */
export function parsePath(text: string): FieldPath {
  const steps: (string | number)[] = [];
  for (const match of text.matchAll(/\["((?:[^"\\]|\\.)*)"\]|\[(\d+)\]|([^.[\]]+)/g)) {
    const [, quoted, index, plain] = match;
    if (quoted !== undefined) steps.push(withoutEscapes(quoted));
    else steps.push(index === undefined ? (plain ?? '') : Number(index));
  }
  return steps;
}

function withoutEscapes(quoted: string): string {
  return quoted.replace(/\\(.)/g, '$1');
}

export function startsWith(path: FieldPath, start: FieldPath): boolean {
  return start.every((step, index) => path[index] === step);
}

/** Steps of a JSON pointer as ajv gives it; every step is text, also those into lists. */
export function fromPointer(pointer: string): string[] {
  if (pointer === '') return [];
  const steps = pointer.slice(1).split('/');
  return steps.map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
}
