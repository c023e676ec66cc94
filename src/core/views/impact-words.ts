import type { Plan, SubjectPlan } from '../model/operation.ts';
import type { Subject } from '../model/resource.ts';
import { formatDuration } from '../util/duration.ts';

/** What a plan costs whom, in sentences for people who know nothing of containers. */
export function impactSentences(
  plan: Plan,
  /** Pods that are suspended with it. */
  stopping: ReadonlySet<Subject> = new Set(),
): readonly string[] {
  return [
    ...plan.refused.map((why) => `nothing is applied: ${why}`),
    ...plan.subjects.flatMap((line) =>
      stopping.has(line.subject) && line.verdict === 'update'
        ? [`${named(line.subject)} stops, and answers nobody until it is resumed; nothing is lost`]
        : (sentence(line) ?? []),
    ),
  ];
}

/** Of those that no manifest would name any more. */
export function leftSentence(subject: Subject): string {
  return `${named(subject)} is in no manifest any more; it is left running, since this server deletes nothing by itself`;
}

function sentence(plan: SubjectPlan): string | undefined {
  const { subject, verdict, cause } = plan;
  const who = named(subject);
  if (verdict === 'unchanged') return undefined;
  if (verdict === 'blocked') return `${who} stays as it is: ${cause}`;
  if (verdict === 'create') return `${who} is made`;
  if (verdict === 'delete') {
    return plan.impact === 'data' ? `${who} is deleted, with its data` : `${who} is deleted`;
  }
  return `${who} ${cost(plan)}`;
}

function cost({ impact, secondsDown }: SubjectPlan): string {
  const down = secondsDown > 0 ? `: about ${formatDuration(secondsDown)} without answers` : '';
  switch (impact) {
    case 'none':
      return 'changes without an interruption';
    case 'hot':
      return 'takes it over while it runs';
    case 'restart':
      return `restarts${down}`;
    case 'recreate':
      return `gets a new container${down}`;
    case 'data':
      return `LOSES ITS DATA${down}`;
  }
}

function named(subject: Subject): string {
  return subject.replace('/', ' ');
}
