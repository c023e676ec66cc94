import type { ConfigFile, ContainerSpec } from '../model/container.ts';
import type { JsonObject } from '../model/json.ts';
import type { AppliedPod } from '../model/observed.ts';
import type { ChangeValue, FieldChange, Impact } from '../model/operation.ts';
import type { Subject } from '../model/resource.ts';
import type { AgentAdapter, PodTarget } from '../model/target.ts';
import { diffJson, type FieldDifference } from './field-diff.ts';

/** Compares what the manifest asks for with what was last applied: the manifest moved on. */
export function pendingChanges(
  subject: Subject,
  applied: AppliedPod,
  target: PodTarget,
  adapter: AgentAdapter,
): FieldChange[] {
  const changes: FieldChange[] = [];
  const push = (difference: FieldDifference, impact: Impact): void => {
    changes.push({ subject, section: 'pending', ...difference, impact });
  };
  if (applied.specHash !== target.specHash) {
    for (const item of diffSpec(applied.spec, target.spec)) push(item, 'recreate');
  }
  if (applied.contentHash !== target.contentHash) {
    for (const { file, path, difference } of diffFiles(applied.files, target.files)) {
      if (!adapter.mirrorsSecrets?.(file, path)) push(difference, adapter.impactOf(file, path));
    }
    for (const item of diffSecrets(applied.secrets, target)) {
      push(item.difference, secretImpact(item, adapter));
    }
  }
  if (applied.suspended !== target.pod.suspended) {
    push(
      {
        path: 'suspended',
        before: { value: applied.suspended },
        after: { value: target.pod.suspended },
      },
      'restart',
    );
  }
  return changes;
}

function diffSpec(before: ContainerSpec, after: ContainerSpec): FieldDifference[] {
  return diffJson(before as unknown as JsonObject, after as unknown as JsonObject, 'container');
}

interface FileDifference {
  readonly file: string;
  /** Inside the file. */
  readonly path: string;
  readonly difference: FieldDifference;
}

/** `openclaw.json:agents.defaults.model.primary` names a place inside a file. */
function diffFiles(before: readonly ConfigFile[], after: readonly ConfigFile[]): FileDifference[] {
  const left = new Map(before.map((file) => [file.path, file.content]));
  const right = new Map(after.map((file) => [file.path, file.content]));
  const names = [...new Set([...left.keys(), ...right.keys()])].sort();
  return names.flatMap((file) =>
    diffJson(left.get(file), right.get(file), '').map((difference) => ({
      file,
      path: difference.path,
      difference: {
        ...difference,
        path: difference.path === '' ? file : `${file}:${difference.path}`,
      },
    })),
  );
}

function diffSecrets(
  before: Readonly<Record<string, string>>,
  target: PodTarget,
): SecretDifference[] {
  const after = new Map(target.secrets.map((secret) => [secret.name, secret.fingerprint]));
  const names = [...new Set([...Object.keys(before), ...after.keys()])].sort();
  return names
    .filter((name) => before[name] !== after.get(name))
    .map((name) => ({
      name,
      difference: {
        path: `secrets.${name}`,
        before: hidden(before[name]),
        after: hidden(after.get(name)),
      },
    }));
}

interface SecretDifference {
  readonly name: string;
  readonly difference: FieldDifference;
}

/** What came or went is more than another value: a file that is not wanted any more has to go. */
function secretImpact({ name, difference }: SecretDifference, adapter: AgentAdapter): Impact {
  const rotated = difference.before !== undefined && difference.after !== undefined;
  return rotated && adapter.takesSecretLive?.(name) ? 'hot' : 'recreate';
}

function hidden(fingerprint: string | undefined): ChangeValue {
  return fingerprint === undefined ? undefined : { sensitive: true };
}
