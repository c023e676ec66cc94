import type {
  Action,
  FieldChange,
  IgnoredDrift,
  Impact,
  Operation,
  SubjectPlan,
} from '../model/operation.ts';
import type { Subject } from '../model/resource.ts';

export interface StepOptions {
  readonly after?: readonly number[];
  readonly impact?: Impact;
  readonly undo?: readonly Action[];
  readonly bestEffort?: true;
}

/** Collects the operations of one plan and numbers them in the order in which they can be run. */
export class PlanBuilder {
  readonly operations: Operation[] = [];
  readonly subjects: SubjectPlan[] = [];
  readonly changes: FieldChange[] = [];
  readonly ignored: IgnoredDrift[] = [];
  readonly warnings: string[] = [];

  /** Returns the operation's id, for `after`. */
  add(subject: Subject, action: Action, cause: string, options: StepOptions = {}): number {
    const id = this.operations.length + 1;
    this.operations.push({
      id,
      subject,
      action,
      cause,
      after: [...(options.after ?? [])].sort((a, b) => a - b),
      impact: options.impact ?? 'none',
      ...(options.undo && options.undo.length > 0 ? { undo: options.undo } : {}),
      ...(options.bestEffort ? { bestEffort: true } : {}),
    });
    return id;
  }

  /** Nothing is done about the subject, with what stands in the way. */
  block(subject: Subject, cause: string, more: Pick<SubjectPlan, 'reason' | 'driftUnseen'>): void {
    this.subjects.push({
      subject,
      verdict: 'blocked',
      impact: 'none',
      secondsDown: 0,
      cause,
      ...more,
    });
  }

  /** A run of operations of one subject, each after the one before. */
  chain(subject: Subject, cause: string, after: readonly number[] = []): Chain {
    return new Chain(this, subject, cause, after);
  }
}

export class Chain {
  readonly #builder: PlanBuilder;
  readonly #subject: Subject;
  readonly #cause: string;
  #after: readonly number[];

  constructor(builder: PlanBuilder, subject: Subject, cause: string, after: readonly number[]) {
    this.#builder = builder;
    this.#subject = subject;
    this.#cause = cause;
    this.#after = after;
  }

  /** `also`: operations of other subjects that must have succeeded as well. */
  step(
    action: Action,
    {
      also = [],
      ...options
    }: Omit<StepOptions, 'after'> & { readonly also?: readonly number[] } = {},
  ): this {
    const id = this.#builder.add(this.#subject, action, this.#cause, {
      ...options,
      after: [...new Set([...this.#after, ...also])],
    });
    this.#after = [id];
    return this;
  }

  /** Ids that whatever comes next must wait for. */
  get tail(): readonly number[] {
    return this.#after;
  }
}

const IMPACT_ORDER: readonly Impact[] = ['none', 'hot', 'restart', 'recreate', 'data'];

export function worstImpact(impacts: Iterable<Impact>): Impact {
  let worst = 0;
  for (const impact of impacts) worst = Math.max(worst, IMPACT_ORDER.indexOf(impact));
  return IMPACT_ORDER[worst] ?? 'none';
}
