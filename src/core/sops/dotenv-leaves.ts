import type { SopsFile, SopsLeaf } from './leaf.ts';

/**
 * A dotenv file under SOPS to leaves: `NAME=value`, line feeds written as `\n`, no quotes. The
 * metadata is flattened into names such as `sops_age__list_0__map_enc`.
 */
export function dotenvLeaves(text: string): SopsFile | undefined {
  const leaves: SopsLeaf[] = [];
  const metadata: Branch = new Map();
  for (const line of text.split('\n')) {
    if (line === '' || line.startsWith('#')) continue;
    const [, name, rest] = /^([^=]*)=([\s\S]*)$/.exec(line) ?? [];
    if (name === undefined || rest === undefined) return undefined;
    const value = rest.replaceAll('\\n', '\n');
    if (name.startsWith(PREFIX)) place(metadata, name.slice(PREFIX.length), value);
    else leaves.push({ document: 0, path: [name], value: { kind: 'text', text: value } });
  }
  return { metadata: metadata.size === 0 ? undefined : plain(metadata), leaves };
}

const PREFIX = 'sops_';

type Branch = Map<string, Branch | string>;

function place(root: Branch, name: string, value: string): void {
  const steps = name.split(/__(?:map|list)_/);
  const last = steps.pop() ?? '';
  let branch = root;
  for (const step of steps) {
    const known = branch.get(step);
    const next: Branch = known instanceof Map ? known : new Map();
    branch.set(step, next);
    branch = next;
  }
  branch.set(last, value);
}

/** What is numbered from 0 becomes a list. */
function plain(branch: Branch): unknown {
  const entries = [...branch].map(
    ([key, value]) => [key, value instanceof Map ? plain(value) : value] as const,
  );
  const listed = entries.every(([key]) => /^\d+$/.test(key));
  if (!listed) return Object.fromEntries(entries);
  return entries.sort(([a], [b]) => Number(a) - Number(b)).map(([, value]) => value);
}
