import { shortRevision } from '../model/revision.ts';

/** A commit as people name it, in full for whoever points at it. */
export function Revision({ revision }: { readonly revision: string | null }) {
  if (revision === null) return null;
  return <code title={revision}>{shortRevision(revision)}</code>;
}
