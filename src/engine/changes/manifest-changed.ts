import { AgentPodError } from '../../core/model/errors.ts';

/** Somebody else changed the file meanwhile. */
export class ManifestChanged extends AgentPodError {
  readonly file: string;
  /** What it is now; undefined when it is gone, or not there yet. */
  readonly now: { readonly hash: string; readonly text: string } | undefined;

  constructor(file: string, now: ManifestChanged['now']) {
    const what = now === undefined ? 'is gone' : 'is another one by now';
    super('Conflict', 'ManifestChanged', `${file} ${what}`, {
      hint: 'look at what it says now, and make the change to that',
    });
    this.file = file;
    this.now = now;
  }
}
