import type { Answer } from '../server.ts';
import type { ChangeWords } from '../words/changes-en.ts';

type Plan = Answer<'Plan'>;
type Line = Plan['subjects'][number];

/** What a plan costs whom, in the reader's language. */
export function planCosts(plan: Pick<Plan, 'subjects' | 'refused'>, words: ChangeWords) {
  return [...plan.refused, ...plan.subjects.flatMap((line) => costOf(line, words) ?? [])];
}

function costOf(line: Line, words: ChangeWords): string | undefined {
  const { subject, verdict, impact, secondsDown, cause } = line;
  const { costs } = words;
  const slash = subject.indexOf('/');
  const who = words.who(subject.slice(0, slash), subject.slice(slash + 1));
  const down = secondsDown > 0 ? words.down(Math.round(secondsDown)) : '';
  switch (verdict) {
    case 'unchanged':
      return undefined;
    case 'blocked':
      return costs.blocked(who, cause);
    case 'create':
      return costs.create(who);
    case 'delete':
      return impact === 'data' ? costs.deleteData(who) : costs.delete(who);
    default:
      return isImpact(impact) ? costs[impact](who, down) : undefined;
  }
}

type Impact = 'none' | 'hot' | 'restart' | 'recreate' | 'data';

function isImpact(text: string): text is Impact {
  return ['none', 'hot', 'restart', 'recreate', 'data'].includes(text);
}
