import { configDrift } from '../config-drift/config-drift.ts';
import type { OwnerRules } from '../config-drift/owners.ts';
import type { ContainerSpec } from '../model/container.ts';
import type { JsonObject, JsonValue } from '../model/json.ts';
import type { AppliedPod, ObservedContainer, ObservedSpec } from '../model/observed.ts';
import type { FieldChange, Impact } from '../model/operation.ts';
import type { Subject } from '../model/resource.ts';
import type { AgentAdapter } from '../model/target.ts';
import { diffJson, type FieldDifference } from './field-diff.ts';

/**
 * Compares a live container with what was last applied: the world moved away. Only fields that
 * AgentPod sets are compared, so the Engine's own defaults never show as drift.
 */
export function driftChanges(
  subject: Subject,
  applied: AppliedPod,
  live: ObservedContainer,
  adapter: AgentAdapter,
  rules: OwnerRules,
): FieldChange[] {
  const changes: FieldChange[] = [];
  const push = (difference: FieldDifference, impact: Impact): void => {
    changes.push({ subject, section: 'drift', ...difference, impact });
  };
  for (const item of stateDrift(applied, live)) push(item, 'restart');
  for (const item of containerDrift(applied, live)) push(item, 'recreate');
  const found = live.detail?.configFiles;
  if (found === undefined) return changes;
  return [...changes, ...configDrift(subject, { files: applied.files, found }, { rules, adapter })];
}

/** What a pod that is simply gone looks like in a diff. */
export function missingContainer(subject: Subject, name: string): FieldChange {
  return {
    subject,
    section: 'drift',
    path: 'container',
    before: { value: name },
    after: undefined,
    impact: 'recreate',
  };
}

function stateDrift(applied: AppliedPod, live: ObservedContainer): FieldDifference[] {
  const up = live.state === 'running' || live.state === 'restarting';
  if (applied.suspended ? !up : up) return [];
  const wanted = applied.suspended ? 'stopped' : 'running';
  return [{ path: 'container.state', before: { value: wanted }, after: { value: live.state } }];
}

function containerDrift(applied: AppliedPod, live: ObservedContainer): FieldDifference[] {
  const differences: FieldDifference[] = [];
  if (live.specHash !== applied.specHash) {
    differences.push({
      path: 'container.specHash',
      before: { value: applied.specHash },
      after: { value: live.specHash },
    });
  }
  if (live.imageId !== applied.imageId) {
    differences.push({
      path: 'container.imageId',
      before: { value: applied.imageId },
      after: { value: live.imageId },
    });
  }
  if (live.detail !== undefined) {
    differences.push(
      ...diffJson(
        expectedShape(applied.spec),
        actualShape(applied.spec, live.detail.spec),
        'container',
      ),
    );
  } else if (!live.networks.includes(applied.spec.network)) {
    differences.push({
      path: 'container.networks',
      before: { value: [applied.spec.network] },
      after: { value: live.networks },
    });
  }
  return differences;
}

function expectedShape(spec: ContainerSpec): JsonObject {
  const { network, ...rest } = spec;
  return dropUnset({ ...rest, networks: [network], hardened: true } as unknown as JsonObject, spec);
}

function actualShape(wanted: ContainerSpec, found: ObservedSpec): JsonObject {
  return dropUnset(
    { ...found, networks: [...found.networks].sort() } as unknown as JsonObject,
    wanted,
  );
}

/** An empty entry point, command, user or folder means "the image's own": whatever is found is right. */
function dropUnset(shape: JsonObject, wanted: ContainerSpec): JsonObject {
  const unset = new Set<string>();
  if (wanted.entrypoint.length === 0) unset.add('entrypoint');
  if (wanted.command.length === 0) unset.add('command');
  if (wanted.user === '') unset.add('user');
  if (wanted.workingDir === '') unset.add('workingDir');
  const kept = Object.entries(shape).filter(
    (entry): entry is [string, JsonValue] => !unset.has(entry[0]),
  );
  return Object.fromEntries(kept);
}
