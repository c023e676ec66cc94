/** `main@sha1:4f2a…` as `main 4f2a1b9`; anything else as it is. */
export function shortRevision(revision: string): string {
  const [, ref, sha] = /^(.*)@sha1:([0-9a-f]{7})[0-9a-f]*$/.exec(revision) ?? [];
  return ref === undefined ? revision : `${ref} ${sha}`;
}
