import { describe, expect, it } from 'vitest';
import type { PlaceOfFile } from '../../ports/manifest-folder.ts';
import type { ManifestGround } from './manifest-ground.ts';
import { prepareEdits } from './prepare-edits.ts';

const OLD = { name: 'acme.yaml', directory: '/tenants', text: 'a: 1\n', hash: 'h' };

function groundAt(place: PlaceOfFile): ManifestGround {
  const refuse = () => Promise.reject(new Error('nothing is done to a file'));
  const read = async () => ({ files: [OLD], diagnostics: [] });
  return {
    sources: [{ name: 'shop', root: { path: '/tenants', prefix: '' }, read }],
    prune: { enabled: false, allowEmpty: false, maxDeletes: 1 },
    folder: {
      read: refuse,
      write: refuse,
      remove: refuse,
      commit: refuse,
      isFolder: async () => true,
      placeOf: async () => place,
    },
  };
}

describe('a file that is to be edited', () => {
  it.each([
    ['acme.yaml', 'h', 'read-only', 'acme.yaml is in a folder that this server may only read'],
    ['new.yaml', null, 'read-only', 'new.yaml is in a folder that this server may only read'],
    ['acme.yaml', 'h', 'outside', 'acme.yaml is reached by a link'],
    ['new.yaml', null, 'file', 'new.yaml: there is something else of that name'],
  ] as const)('%s of %s is not, where its place is %s', async (file, base, place, message) => {
    const edits = [{ file, base, text: 'a: 2\n' }];
    await expect(prepareEdits(groundAt(place), edits)).rejects.toMatchObject({
      reason: 'NotEditable',
      message,
    });
  });
});
