import semver from 'semver';
import { labelOf, type RemoteRef } from './git-address.ts';

const PREFIX = 'semver:';

/** Undefined for a ref that is no range of versions. */
export function rangeOf(ref: string): string | undefined {
  return ref.startsWith(PREFIX) ? ref.slice(PREFIX.length).trim() : undefined;
}

export function isRange(ref: string): boolean {
  const range = rangeOf(ref);
  return range !== undefined && range !== '' && semver.validRange(range) !== null;
}

/**
 * The tag of the newest version in the range, `v` before it or not, out of what `git ls-remote`
 * printed. Versions before a release count only where the range names one, as with npm.
 */
export function newestInRange(listing: string, range: string): RemoteRef | undefined {
  const commits = new Map(
    listing.split('\n').flatMap((line) => {
      const [commit, name] = line.split('\t');
      return commit && name ? [[name, commit] as const] : [];
    }),
  );
  const versions = [...commits.keys()].flatMap((name) => {
    const version = name.endsWith('^{}') ? null : semver.parse(labelOf(name));
    return version !== null && semver.satisfies(version, range) ? [{ name, version }] : [];
  });
  // Of two names for one version it is always the same.
  versions.sort((a, b) => semver.compareBuild(a.version, b.version) || (a.name < b.name ? -1 : 1));
  const newest = versions.at(-1);
  if (newest === undefined) return undefined;
  const { name } = newest;
  return { name, commit: commits.get(`${name}^{}`) ?? commits.get(name) ?? '' };
}
