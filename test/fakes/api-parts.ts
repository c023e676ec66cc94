import { LiveFeed } from '../../src/engine/live/live-feed.ts';
import { LookRequests } from '../../src/engine/loop/look-requests.ts';
import type { ManifestGround } from '../../src/engine/suspend-pod.ts';
import { systemClock } from '../../src/services/system-clock.ts';
import { FINE_EXAMINATION } from './fine-diagnosis.ts';

/** What the API lives on besides the workspace; `files` are the manifests, also as they are edited. */
export function apiParts(files: Map<string, string>, report: (error: unknown) => void) {
  const source = {
    read: async () => ({
      files: [...files].map(([name, text]) => ({
        name,
        directory: '/manifests',
        text,
        hash: text,
      })),
      diagnostics: [],
    }),
  };
  const manifests: ManifestGround = {
    all: source,
    folders: source,
    folder: {
      write: async (path, text) => {
        files.set(path.replace('/manifests/', ''), text);
      },
      commit: async () => ({ kind: 'committed', revision: '4f2a' }),
    },
  };
  const live = new LiveFeed({ clock: systemClock, random: Math.random, local: true, report });
  return { live, requests: new LookRequests(), manifests, examination: FINE_EXAMINATION };
}
