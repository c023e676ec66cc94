import type { DriftBody } from '../../core/api/change-shapes.ts';
import { API_VERSION } from '../../core/model/api-version.ts';
import { podSubject, type Subject } from '../../core/model/resource.ts';
import { podDriftJson } from '../../core/views/drift-view.ts';
import type { Change } from '../../engine/changes/change-desk.ts';
import { podDriftNow } from '../../engine/changes/chosen-drift.ts';
import { acceptEdit, previewRevert, putBackOf } from '../../engine/changes/decide-drift.ts';
import { manifestContent, manifestList } from '../../engine/changes/manifest-list.ts';
import { requireOpenable } from '../../engine/changes/openable-pod.ts';
import { makeOwnerLink } from '../../engine/changes/owner-link.ts';
import { planChanged } from '../../engine/changes/plan-changed.ts';
import { actorOf, authorOf } from './caller.ts';
import {
  type Asked,
  accepted,
  type ChangeParts,
  nobodyLeads,
  note,
  once,
  podIn,
  previewed,
  sceneOf,
  written,
} from './change-parts.ts';
import { Problem } from './problem.ts';
import { readBody } from './read-body.ts';
import type { Reply } from './repeats.ts';

type Query = Readonly<Record<string, string>>;

/** Manifests and drift: as they are, and as somebody wants them. */
export function changeHandlers(parts: ChangeParts) {
  return {
    listManifests: async (context: Asked) => {
      const { folders, items } = await manifestList(parts.desk.ground);
      return context.json({
        apiVersion: API_VERSION,
        kind: 'ManifestFileList',
        metadata: { folders },
        items,
      });
    },
    getManifest: (context: Asked, { file }: Query) => manifest(parts, context, file),
    previewChange: async (context: Asked) => {
      const { edits } = await readBody(context, 'PreviewRequest');
      return previewed(context, await parts.desk.preview(sceneOf(parts, context), edits));
    },
    makeChange: async (context: Asked) => {
      const body = await readBody(context, 'ChangeRequest');
      return once(parts, context, () => change(parts, context, body), body);
    },
    getPodDrift: async (context: Asked) => {
      const { workspace, inForce } = sceneOf(parts, context);
      const { key } = podIn({ inForce }, context);
      return context.json(podDriftJson(key, await podDriftNow(workspace, inForce, key)));
    },
    acceptDrift: async (context: Asked) =>
      accept(parts, context, await readBody(context, 'DriftRequest')),
    revertDrift: async (context: Asked) =>
      revert(parts, context, await readBody(context, 'DriftRequest')),
    openPod: (context: Asked) => open(parts, context),
  };
}

async function manifest(
  { desk }: ChangeParts,
  context: Asked,
  name: string | undefined,
): Promise<Response> {
  if (name === undefined) {
    throw new Problem(400, 'ParameterInvalid', 'file has to be given', {
      hint: 'see /api/v1/manifests for their names',
    });
  }
  const { file, whyNot } = await manifestContent(desk.ground, name);
  return context.json({
    apiVersion: API_VERSION,
    kind: 'ManifestFile',
    file: file.name,
    hash: file.hash,
    text: file.text,
    editable: whyNot === undefined,
    ...(whyNot === undefined ? {} : { whyNot: `${whyNot.message}; ${whyNot.hint}` }),
  });
}

async function change(
  parts: ChangeParts,
  context: Asked,
  wanted: Omit<Change, 'author'>,
  /** In the audit. */
  action = 'manifest edit',
): Promise<Reply> {
  const author = authorOf(context.get('caller'), parts.author);
  const done = await parts.desk.carryOut(sceneOf(parts, context), { ...wanted, author });
  const { subjects, ...commit } = done;
  const { files } = commit;
  for (const subject of subjects.length > 0 ? subjects : [undefined]) {
    const entry = { action, result: files.length > 0 ? 'written' : 'unchanged' };
    await note(context, subject === undefined ? entry : { ...entry, subject });
  }
  if (files.length > 0) parts.requests.askReload();
  const [first] = files;
  const message = first === undefined ? 'it says so already' : `${files.join(', ')} written`;
  const file = first === undefined ? {} : { file: first };
  return written(subjects[0] ?? '', message, { ...commit, ...file });
}

async function accept(parts: ChangeParts, context: Asked, body: DriftBody): Promise<Response> {
  const scene = sceneOf(parts, context);
  const pod = podIn(scene, context);
  const edit = async () => {
    const found = await acceptEdit(parts.desk, scene, { pod, choice: choiceOf(body) });
    if (found === undefined) throw nothingDrifted(podSubject(pod.key));
    return found;
  };
  if (body.preview) {
    const { edits, fingerprint } = await edit();
    return previewed(context, { ...(await parts.desk.preview(scene, edits)), fingerprint });
  }
  const work = async () => {
    const { edits, message, fingerprint } = await edit();
    requireAgreed(body, fingerprint);
    const wanted = { edits, message, allowMissingSecrets: true };
    return change(parts, context, wanted, 'drift accept');
  };
  return once(parts, context, work, body);
}

async function revert(parts: ChangeParts, context: Asked, body: DriftBody): Promise<Response> {
  const scene = sceneOf(parts, context);
  const pod = podIn(scene, context);
  const subject = podSubject(pod.key);
  const chosen = async () => {
    const found = await putBackOf(scene, { pod, choice: choiceOf(body) });
    if (found === undefined) throw nothingDrifted(subject);
    return found;
  };
  if (body.preview) return previewed(context, await previewRevert(scene, pod, await chosen()));
  const work = async () => {
    const { places, fingerprint } = await chosen();
    requireAgreed(body, fingerprint);
    if (!parts.requests.askPutBack(pod.key, places)) throw nobodyLeads();
    await note(context, { action: 'drift revert', subject, result: 'asked' });
    return accepted(subject, 'it is put back now');
  };
  return once(parts, context, work, body);
}

function choiceOf({ all, places = [] }: DriftBody) {
  return { all: all === true, places };
}

/** An agent may write its config at any moment, also between a look and a word. */
function requireAgreed({ fingerprint: agreed }: DriftBody, fingerprint: string): void {
  if (agreed !== undefined && agreed !== fingerprint) throw planChanged();
}

function nothingDrifted(subject: Subject): Problem {
  return new Problem(409, 'NoDrift', `nothing of ${subject} waits for a decision any more`);
}

async function open(parts: ChangeParts, context: Asked): Promise<Response> {
  const { host } = await readBody(context, 'OpenRequest');
  const { workspace, inForce } = sceneOf(parts, context);
  const { key } = podIn({ inForce }, context);
  const openable = await requireOpenable(workspace, { pod: key, host, local: parts.local });
  const link = await makeOwnerLink(workspace, actorOf(context.get('caller')), openable);
  return context.json({
    apiVersion: API_VERSION,
    kind: 'OwnerLink',
    url: link.url.reveal(),
    host: openable.host,
    otherHosts: openable.otherHosts,
    expiresAt: link.expiresAt,
  });
}
