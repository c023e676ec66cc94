/**
 * Names below which no public authority will ever give a certificate: RFC 6761 (localhost, test,
 * invalid, and example as a top name), RFC 6762 with its appendix G (local and the names that home and
 * office networks took), RFC 8375 (home.arpa), RFC 9476 (alt), and internal, which ICANN set aside.
 * `example.com` and its sisters stand in the public DNS, and RFC 6761 wants no program to treat them
 * as special.
 */
export const LOCAL_SUFFIXES: readonly string[] = [
  'alt',
  'corp',
  'example',
  'home',
  'home.arpa',
  'internal',
  'intranet',
  'invalid',
  'lan',
  'local',
  'localhost',
  'private',
  'test',
];

/** Whether only an authority of our own can give this host a certificate. Case and a final dot are free. */
export function isLocalHost(host: string): boolean {
  const name = host.toLowerCase().replace(/\.$/, '');
  return LOCAL_SUFFIXES.some((suffix) => name === suffix || name.endsWith(`.${suffix}`));
}
