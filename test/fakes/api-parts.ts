import { AgentPodError } from '../../src/core/model/errors.ts';
import { sha256 } from '../../src/core/util/hash.ts';
import type { ManifestGround } from '../../src/engine/changes/manifest-ground.ts';
import { LiveFeed } from '../../src/engine/live/live-feed.ts';
import { LookRequests } from '../../src/engine/loop/look-requests.ts';
import { systemClock } from '../../src/services/system-clock.ts';
import { FINE_EXAMINATION } from './fine-diagnosis.ts';

interface FakeCommit {
  readonly files: readonly string[];
  readonly message: string;
  readonly author: string | undefined;
}

/** What the API lives on besides the workspace; `files` are the manifests, also as they are edited. */
export function apiParts(
  files: Map<string, string>,
  report: (error: unknown) => void,
  unwritable: ReadonlySet<string> = new Set(),
) {
  const source = {
    name: 'shop',
    root: { path: '/manifests', prefix: '' },
    read: async () => ({
      files: [...files].map(([name, text]) => ({
        name,
        directory: '/manifests',
        text,
        hash: sha256(text),
      })),
      diagnostics: [],
    }),
  };
  const nameOf = (path: string): string => path.replace('/manifests/', '');
  const commits: FakeCommit[] = [];
  /** What git says instead of committing. */
  const git: { refusal?: string } = {};
  const manifests: ManifestGround = {
    sources: [source],
    prune: { enabled: false, allowEmpty: false, maxDeletes: 1 },
    folder: {
      read: async (path) => files.get(nameOf(path)),
      isFolder: async (path) => path === '/manifests',
      placeOf: async (path) => (files.has(nameOf(path)) ? 'file' : 'free'),
      write: async (path, text) => {
        if (unwritable.has(nameOf(path))) {
          throw new AgentPodError('InvalidInput', 'ManifestUnwritable', `cannot write ${path}`);
        }
        files.set(nameOf(path), text);
      },
      remove: async (path) => {
        files.delete(nameOf(path));
      },
      commit: async (paths, message, author) => {
        commits.push({ files: paths.map(nameOf), message, author });
        if (git.refusal !== undefined) return { kind: 'failed', message: git.refusal };
        return { kind: 'committed', revision: '4f2a' };
      },
    },
  };
  const live = new LiveFeed({ clock: systemClock, random: Math.random, local: true, report });
  return {
    live,
    requests: new LookRequests(),
    manifests,
    commits,
    git,
    examination: FINE_EXAMINATION,
    author: 'Admin <admin@example.org>',
  };
}
