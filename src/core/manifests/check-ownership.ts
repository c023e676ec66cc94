import { type ConfigPath, isBelow, parseConfigPath } from '../config-drift/config-path.ts';
import type { OwnedKeys } from './check-owned.ts';
import type { PodInTenant } from './collect.ts';
import type { DocumentFinding } from './document.ts';
import { quote } from './quote.ts';

const LISTS = ['agent', 'shared'] as const;

/** Paths that can be read, that are not AgentPod's, and that have one owner. */
export function checkOwnership(
  { document }: PodInTenant,
  { config }: OwnedKeys,
): readonly DocumentFinding[] {
  const { configOwnership = {} } = document.manifest.spec;
  const seen = new Set<string>();
  return LISTS.flatMap((list) =>
    (configOwnership[list] ?? []).flatMap((text, index): DocumentFinding[] => {
      const finding = (rule: string, message: string, hint: string): DocumentFinding[] => [
        {
          document,
          path: ['spec', 'configOwnership', list, index],
          spot: 'value',
          rule,
          message,
          hint,
        },
      ];
      const path = parseConfigPath(text);
      if (path === undefined) {
        const hint = 'write names with dots between them, such as agents.defaults.model';
        return finding('ConfigPathInvalid', `${quote(text)} is not a path in openclaw.json`, hint);
      }
      const reason = reasonFor(path, config);
      if (reason !== undefined) {
        const message = `${quote(text)} cannot be the agent's: ${reason}`;
        return finding('OwnedConfigKey', message, 'remove it');
      }
      const key = path.join('\0');
      const twice = seen.has(key);
      seen.add(key);
      const message = `${quote(text)} has two owners`;
      return twice ? finding('OwnedTwice', message, 'keep it in one of the lists') : [];
    }),
  );
}

/** Secrets lie outside the file; a reference that the agent changes would point anywhere. */
function reasonFor(path: ConfigPath, owned: OwnedKeys['config']): string | undefined {
  if (path[0] === 'secrets') return 'references to secrets follow from the manifest';
  return Object.entries(owned).find(([key]) => isBelow(path, key.split('.')))?.[1];
}
