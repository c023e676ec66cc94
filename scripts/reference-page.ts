import type { TSchema } from 'typebox';

/** A manifest kind as a Markdown page: every field with type, default, meaning and example. */

interface Node {
  readonly title?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly examples?: readonly unknown[];
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Node[];
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Node>>;
  readonly propertyNames?: Node;
  readonly additionalProperties?: boolean | Node;
  readonly items?: Node;
  /** With `else`: a short form in words beside a map. */
  readonly then?: Node;
  readonly else?: Node;
}

interface Field {
  readonly path: string;
  readonly node: Node;
  readonly required: boolean;
}

export function referencePage(schema: TSchema): string {
  const root: Node = schema;
  const rows = fieldsOf(root, '').map(row);
  return `<!-- Made by scripts/generate.ts from src/core/schema; edit there. -->
# ${root.title}

${root.description}

\`[]\` is an entry of a list, \`<name>\` a key that you choose. Keys that are not listed are errors.

| Field | Type | Default | Meaning | Example |
| --- | --- | --- | --- | --- |
${rows.join('\n')}
`;
}

function fieldsOf(node: Node, path: string): readonly Field[] {
  const named = Object.entries(node.properties ?? {}).flatMap(([key, child]) =>
    field(child, path === '' ? key : `${path}.${key}`, node.required?.includes(key) ?? false),
  );
  const free =
    typeof node.additionalProperties === 'object' ? node.additionalProperties : undefined;
  const keyed = free ? field(free, `${path}.<${keyName(node.propertyNames)}>`, false) : [];
  const listed =
    node.items && node.items.type === 'object' ? fieldsOf(node.items, `${path}[]`) : [];
  const long = node.else ? fieldsOf(node.else, path) : [];
  return [...named, ...keyed, ...listed, ...long];
}

function field(node: Node, path: string, required: boolean): readonly Field[] {
  return [{ path, node, required }, ...fieldsOf(node, path)];
}

function keyName(node: Node | undefined): string {
  return node?.title?.replaceAll(' ', '-') ?? 'key';
}

function row({ path, node, required }: Field): string {
  const type = `${typeOf(node)}${required ? ', required' : ''}`;
  const example = node.examples?.[0];
  const cells = [
    code(path),
    type,
    node.default === undefined ? '' : code(node.default),
    node.description ?? '',
    example === undefined ? '' : code(example),
  ];
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

function code(value: unknown): string {
  return `\`${typeof value === 'string' ? value : flow(value)}\``;
}

/** YAML in one line. */
function flow(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flow).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return scalar(value);
  const pairs = Object.entries(value).map(([key, inner]) => `${key}: ${flow(inner)}`);
  return `{ ${pairs.join(', ')} }`;
}

function scalar(value: unknown): string {
  const text = String(value);
  return typeof value === 'string' && /^[\d+*]|[:,[\]{}]\s|^(true|false|null)$/.test(text)
    ? JSON.stringify(text)
    : text;
}

function typeOf(node: Node): string {
  if (node.const !== undefined) return code(node.const);
  if (node.enum) return node.enum.map(code).join(', ');
  if (node.anyOf) return node.title ?? node.anyOf.map(typeOf).join(' or ');
  if (node.then && node.else) return `${typeOf(node.then)} or ${typeOf(node.else)}`;
  if (node.type === 'array') return `list of ${node.items ? typeOf(node.items) : 'anything'}`;
  if (node.type === 'object') return 'map';
  return node.title ?? plain(node.type);
}

function plain(type: string | undefined): string {
  const names: Readonly<Record<string, string>> = {
    boolean: 'true or false',
    integer: 'whole number',
    string: 'text',
  };
  return names[type ?? ''] ?? type ?? 'anything';
}
