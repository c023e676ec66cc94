const NAME = /^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$/;

/** `shop=https://…` gives a name; else there is none. */
export function splitNamed(text: string): {
  readonly name: string | undefined;
  readonly url: string;
} {
  const [, name, url] = /^([^=/:@]+)=(.+)$/.exec(text) ?? [];
  return name === undefined || url === undefined ? { name: undefined, url: text } : { name, url };
}

export function isSourceName(text: string): boolean {
  return NAME.test(text);
}

export interface Nameable {
  /** The name that a person gave. */
  readonly name?: string | undefined;
  /** Path or address. */
  readonly place: string;
}

/** A short name for each, given or after the last part of its place; `-2` where one is taken. */
export function sourceNames(sources: readonly Nameable[]): readonly string[] {
  const taken = new Set(sources.flatMap(({ name }) => name ?? []));
  return sources.map(({ name, place }) => {
    if (name !== undefined) return name;
    const wanted = nameOf(place);
    const free = nth(wanted, taken);
    taken.add(free);
    return free;
  });
}

function nameOf(place: string): string {
  const last =
    place
      .replace(/[/\\]+$/, '')
      .split(/[/\\:]/)
      .at(-1) ?? '';
  const plain = last
    .replace(/\.(git|ya?ml)$/, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, 30)
    .replaceAll(/^-+|-+$/g, '');
  return plain === '' ? 'source' : plain;
}

function nth(name: string, taken: ReadonlySet<string>): string {
  for (let count = 1; ; count += 1) {
    const each = count === 1 ? name : `${name}-${count}`;
    if (!taken.has(each)) return each;
  }
}
