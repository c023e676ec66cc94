/** What a person may say about a git repository, checked before git sees any of it. */

/** Undefined when it is fine; else what is wrong, without the address, which may hold a password. */
export function addressProblem(url: string): string | undefined {
  const isUrl = /^(https?|ssh|git|file):\/\/[^\s]+$/.test(url);
  const isScp = /^[\w.-]+@[\w.-]+:[^\s:][^\s]*$/.test(url);
  const isPath = /^\/[^\s]*$/.test(url);
  if (isUrl || isScp || isPath) return undefined;
  return 'write https://HOST/REPO.git, ssh://git@HOST/REPO.git, git@HOST:REPO.git or an absolute path';
}

/** As it may be shown. */
export function withoutPassword(url: string): string {
  return url.replace(/^(\w+:\/\/)[^/@]*@/, '$1');
}

/** A branch, a tag, a full `refs/…` name, a commit in full, or HEAD. */
export function isRef(ref: string): boolean {
  return /^[A-Za-z0-9][\w./+@-]*$/.test(ref) && !/\.\.|\/\/|@\{|\.lock(\/|$)|[./]$/.test(ref);
}

export function isCommit(ref: string): boolean {
  return /^[0-9a-f]{40}$/.test(ref);
}

/** What may be the beginning of a commit's name; a branch may be called so as well. */
export function isCommitBeginning(ref: string): boolean {
  return /^[0-9a-f]{7,39}$/.test(ref);
}

/** `main`, `v1.2.3`: as a person calls a branch or tag. */
export function labelOf(name: string): string {
  return name.replace(/^refs\/(heads|tags)\//, '');
}

/** Relative, inside the repository, not into what git keeps there. */
export function isInnerPath(path: string): boolean {
  const steps = path.split('/');
  return (
    !path.startsWith('/') &&
    !/[\\\0]/.test(path) &&
    !steps.some((step) => step === '..' || step === '.git')
  );
}

/** Names to ask the remote for, the one that counts first. */
export function remoteNames(ref: string): readonly string[] {
  if (ref === 'HEAD' || ref.startsWith('refs/')) return [ref, `${ref}^{}`];
  return [`refs/heads/${ref}`, `refs/tags/${ref}^{}`, `refs/tags/${ref}`];
}

export interface RemoteRef {
  /** Without `^{}`: what to fetch. */
  readonly name: string;
  readonly commit: string;
}

/** Finds the ref in what `git ls-remote` printed; undefined when it is not there. */
export function findRef(listing: string, ref: string): RemoteRef | undefined {
  const commits = new Map(
    listing.split('\n').flatMap((line) => {
      const [commit, name] = line.split('\t');
      return commit && name ? [[name, commit] as const] : [];
    }),
  );
  // A tag with a message of its own is listed once more with ^{}, as the commit that it stands for.
  const names = remoteNames(ref).toSorted(
    (a, b) => Number(isTagItself(a)) - Number(isTagItself(b)),
  );
  for (const name of names) {
    const plain = name.replace(/\^\{\}$/, '');
    const commit = commits.get(`${plain}^{}`) ?? commits.get(plain);
    if (commit !== undefined) return { name: plain, commit };
  }
  return undefined;
}

function isTagItself(name: string): boolean {
  return name.startsWith('refs/tags/') && !name.endsWith('^{}');
}
