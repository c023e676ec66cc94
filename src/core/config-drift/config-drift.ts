import { FATE_BY_OWNER } from '../model/config-owner.ts';
import type { ConfigFile } from '../model/container.ts';
import { isJsonObject, type JsonValue } from '../model/json.ts';
import type { ObservedFile } from '../model/observed.ts';
import type { FieldChange } from '../model/operation.ts';
import type { Subject } from '../model/resource.ts';
import type { AgentAdapter } from '../model/target.ts';
import { shown } from '../plan/field-diff.ts';
import { formatConfigPath } from './config-path.ts';
import type { ConfigEdit } from './edits.ts';
import { editsBetween } from './kept-files.ts';
import { isNote, type OwnerRules, ownerAt } from './owners.ts';

interface Compared {
  readonly files: readonly ConfigFile[];
  readonly found: readonly ObservedFile[];
}

interface Nature {
  readonly rules: OwnerRules;
  readonly adapter: Pick<AgentAdapter, 'impactOf'>;
}

/** Said in place of what is no config any more, and may hold anything. */
const BROKEN = '(not readable as JSON)';

/**
 * What was changed inside a pod's config files, each with its owner and what becomes of it. Files that
 * AgentPod did not write are the agent's own affair.
 */
export function configDrift(
  subject: Subject,
  { files, found }: Compared,
  { rules, adapter }: Nature,
): FieldChange[] {
  return files.flatMap((file) => {
    const seen = found.find(({ path }) => path === file.path);
    return fileEdits(file.content, seen?.content, rules).map((edit): FieldChange => {
      const path = formatConfigPath(edit.path);
      const owner = ownerAt(rules, edit.path);
      const fate = FATE_BY_OWNER[owner];
      return {
        subject,
        section: 'drift',
        path: path === '' ? file.path : `${file.path}:${path}`,
        before: shown(edit.before, path),
        after: shown(edit.after, path),
        impact: fate === 'put-back' ? adapter.impactOf(file.path, path) : 'none',
        owner,
        fate,
        ...(seen?.modifiedAt === undefined ? {} : { changedAt: seen.modifiedAt }),
      };
    });
  });
}

function fileEdits(
  before: JsonValue,
  after: JsonValue | undefined,
  rules: OwnerRules,
): readonly ConfigEdit[] {
  const broken = isJsonObject(before) && after !== undefined && !isJsonObject(after);
  if (broken) return [{ path: [], before, after: BROKEN }];
  return editsBetween(before, after, rules).filter(({ path }) => !isNote(rules, path));
}
