import { podSubject } from '../../core/model/resource.ts';
import { suspendPod, suspensionEdit } from '../../engine/changes/suspend-pod.ts';
import { authorOf } from './caller.ts';
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

/** What an administrator has done about one pod. */
export class PodActions {
  readonly #parts: ChangeParts;

  constructor(parts: ChangeParts) {
    this.#parts = parts;
  }

  reconcile(context: Asked): Promise<Response> {
    return once(this.#parts, context, async () => {
      const { key } = podIn(sceneOf(this.#parts, context), context);
      if (!this.#parts.requests.ask(podSubject(key))) throw nobodyLeads();
      return accepted(podSubject(key), 'it is looked at now');
    });
  }

  async previewSuspend(context: Asked, suspended: boolean): Promise<Response> {
    const { desk } = this.#parts;
    const scene = sceneOf(this.#parts, context);
    const pod = podIn(scene, context);
    const { changed: _, ...edit } = await suspensionEdit(desk, { pod, suspended });
    return previewed(context, await desk.preview(scene, [edit]));
  }

  suspend(context: Asked, suspended: boolean): Promise<Response> {
    return once(this.#parts, context, async () => {
      const { desk, requests } = this.#parts;
      const scene = sceneOf(this.#parts, context);
      const pod = podIn(scene, context);
      const author = authorOf(context.get('caller'), this.#parts.author);
      const done = await suspendPod(desk, scene, { pod, suspended, author });
      const { file, changed, ...commit } = done;
      const subject = podSubject(pod.key);
      const action = suspended ? 'pod suspend' : 'pod resume';
      await note(context, { action, subject, result: changed ? 'written' : 'unchanged' });
      if (changed) requests.askReload();
      const word = suspended ? 'suspended' : 'active';
      const message = changed ? `declared ${word}` : `already declared ${word}`;
      return written(subject, message, { ...commit, file });
    });
  }
}
