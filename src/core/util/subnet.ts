/** Arithmetic on IPv4 ranges in CIDR form, e.g. `10.201.0.0/16`. A malformed one is a RangeError. */
interface Range {
  /** First address, as an unsigned 32-bit number. */
  readonly base: number;
  readonly prefix: number;
}

const MAX_PREFIX = 32;

/** Every subnet of that prefix in the pool, lowest first; none when the prefix is the wider one. */
export function* subnets(pool: string, prefix: number): Generator<string> {
  const { base, prefix: poolPrefix } = parse(pool);
  const count = prefix < poolPrefix ? 0 : 2 ** (prefix - poolPrefix);
  const size = sizeOf(prefix);
  for (let index = 0; index < count; index += 1) {
    yield format({ base: base + index * size, prefix });
  }
}

/** Whether the two have an address in common. */
export function overlaps(left: string, right: string): boolean {
  const a = parse(left);
  const b = parse(right);
  return a.base < b.base + sizeOf(b.prefix) && b.base < a.base + sizeOf(a.prefix);
}

/** Every address of the range, lowest first. */
export function addressesOf(cidr: string): string[] {
  const { base, prefix } = parse(cidr);
  return Array.from({ length: sizeOf(prefix) }, (_, index) => formatAddress(base + index));
}

/** Whether every address of the first is in the second; an address alone counts as a range of one. */
export function within(inner: string, outer: string): boolean {
  const a = parseAny(inner);
  const b = parseAny(outer);
  return a.base >= b.base && a.base + sizeOf(a.prefix) <= b.base + sizeOf(b.prefix);
}

/** Whether it is an IPv4 address or range. */
export function isAddress(text: string): boolean {
  try {
    parseAny(text);
    return true;
  } catch {
    return false;
  }
}

/** The range without host bits: `10.1.2.3/16` gives `10.1.0.0/16`. */
export function canonical(cidr: string): string {
  return format(parse(cidr));
}

/** The n-th address counted from the network's own, which is 0: `('10.1.2.0/24', 1)` is `10.1.2.1`. */
export function hostAddress(cidr: string, n: number): string {
  const { base, prefix } = parse(cidr);
  if (!Number.isInteger(n) || n < 0 || n >= sizeOf(prefix)) {
    throw new RangeError(`${cidr} has no address number ${n}`);
  }
  return formatAddress(base + n);
}

/** The half with the higher addresses: `10.1.2.0/24` gives `10.1.2.128/25`. */
export function upperHalf(cidr: string): string {
  const { base, prefix } = parse(cidr);
  if (prefix === MAX_PREFIX) throw new RangeError(`${cidr} is one address and has no halves`);
  return format({ base: base + sizeOf(prefix + 1), prefix: prefix + 1 });
}

function parseAny(text: string): Range {
  return parse(text.includes('/') ? text : `${text}/${MAX_PREFIX}`);
}

function parse(cidr: string): Range {
  const [address = '', length, ...rest] = cidr.split('/');
  const prefix = decimal(length, MAX_PREFIX);
  const octets = address.split('.').map((octet) => decimal(octet, 255));
  if (prefix === undefined || rest.length > 0 || octets.length !== 4) throw malformed(cidr);
  let value = 0;
  for (const octet of octets) {
    if (octet === undefined) throw malformed(cidr);
    value = value * 256 + octet;
  }
  // Host bits are dropped, as Docker does. Not `&`: JavaScript's is signed.
  return { base: value - (value % sizeOf(prefix)), prefix };
}

function decimal(text: string | undefined, max: number): number | undefined {
  if (text === undefined || !/^(0|[1-9]\d{0,2})$/.test(text)) return undefined;
  const value = Number(text);
  return value <= max ? value : undefined;
}

function malformed(cidr: string): RangeError {
  return new RangeError(`"${cidr}" is not an IPv4 range; write one like 10.201.0.0/16`);
}

function sizeOf(prefix: number): number {
  return 2 ** (MAX_PREFIX - prefix);
}

function format({ base, prefix }: Range): string {
  return `${formatAddress(base)}/${prefix}`;
}

function formatAddress(value: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join('.');
}
