import { Type } from 'typebox';
import type { ApiRoute } from './routes.ts';

/** As much as a manifest may have. */
const MOST_BYTES = 2 ** 20;

const preview = Type.String({
  pattern: '^true$',
  description: 'Only look: the answer is a ChangePreview, with status 200.',
});

/** What changes something, and what is looked at before that. */
export const CHANGE_ROUTES = {
  reconcilePod: {
    path: '/pods/{tenant}/{pod}/reconcile',
    summary: 'Have a pod looked at, and whatever it lacks done, at once',
    query: {},
    answer: 'Accepted',
    action: true,
  },
  suspendPod: {
    path: '/pods/{tenant}/{pod}/suspend',
    summary: 'Set spec.suspended in the manifest of a pod, where that is a file of the server',
    query: { preview },
    answer: 'Accepted',
    preview: 'ChangePreview',
    action: true,
  },
  resumePod: {
    path: '/pods/{tenant}/{pod}/resume',
    summary: 'The opposite of suspend',
    query: { preview },
    answer: 'Accepted',
    preview: 'ChangePreview',
    action: true,
  },
  openPod: {
    path: '/pods/{tenant}/{pod}/open',
    summary: 'Have a link made by which a browser becomes the owner of an agent; it works once',
    query: {},
    body: { shape: 'OpenRequest', mostBytes: MOST_BYTES },
    answer: 'OwnerLink',
    admin: true,
  },
  getPodDrift: {
    path: '/pods/{tenant}/{pod}/drift',
    summary: 'What was changed behind the manifest of a pod; nothing is changed',
    query: {},
    answer: 'PodDrift',
    wide: true,
  },
  acceptDrift: {
    path: '/pods/{tenant}/{pod}/drift/accept',
    summary: 'Take what was changed in the config of a pod into its manifest',
    query: {},
    body: { shape: 'DriftRequest', mostBytes: MOST_BYTES },
    answer: 'Accepted',
    preview: 'ChangePreview',
    action: true,
  },
  revertDrift: {
    path: '/pods/{tenant}/{pod}/drift/revert',
    summary: 'Put back what was changed in the config of a pod, whoever owns it',
    query: {},
    body: { shape: 'DriftRequest', mostBytes: MOST_BYTES },
    answer: 'Accepted',
    preview: 'ChangePreview',
    action: true,
  },
  listManifests: {
    path: '/manifests',
    summary: 'The files that manifests are read from, and which of them can be edited',
    query: {},
    answer: 'ManifestFileList',
    wide: true,
  },
  getManifest: {
    path: '/manifests/content',
    summary: 'One of them; the parameter has to be given',
    query: { file: Type.String({ minLength: 1, maxLength: 1024, description: 'Its name.' }) },
    answer: 'ManifestFile',
    admin: true,
  },
  previewChange: {
    path: '/changes/preview',
    summary: 'What edits of manifests would come to; nothing is written',
    query: {},
    body: { shape: 'PreviewRequest', mostBytes: MOST_BYTES },
    answer: 'ChangePreview',
    admin: true,
  },
  makeChange: {
    path: '/changes',
    summary: 'Write edits of manifests, all or none, and commit them where that can be',
    query: {},
    body: { shape: 'ChangeRequest', mostBytes: MOST_BYTES },
    answer: 'Accepted',
    action: true,
  },
} as const satisfies Readonly<Record<string, ApiRoute>>;
