import type { Plan } from '../../core/model/operation.ts';
import { FIREWALL, type Subject } from '../../core/model/resource.ts';
import type { ApplyEvent } from '../apply-result.ts';
import type { Turns } from './turns.ts';

/**
 * What several pods stand on and a pass would change: tenants' networks, and the host's rules, which
 * are one set for all. The proxy is not among them: it may take long to become ready.
 */
export function sharedGround({ operations }: Plan): ReadonlySet<Subject> {
  const subjects = operations.map(({ subject }) => subject);
  return new Set(
    subjects.filter((subject) => subject === FIREWALL || subject.startsWith('tenant/')),
  );
}

/**
 * The turn of a pass to change it. It ends with the last of the changes, and not with the pods that
 * start behind them.
 */
export class GroundTurn {
  readonly #end: () => void;
  #left: ReadonlySet<Subject> = new Set();

  private constructor(end: () => void) {
    this.#end = end;
  }

  static async take(turns: Turns): Promise<GroundTurn> {
    return new GroundTurn(await turns.take());
  }

  changes(subjects: ReadonlySet<Subject>): void {
    this.#left = subjects;
    if (subjects.size === 0) this.end();
  }

  readonly onEvent = (event: ApplyEvent): void => {
    if (event.kind !== 'finished' || !this.#left.has(event.result.subject)) return;
    const left = new Set(this.#left);
    left.delete(event.result.subject);
    this.changes(left);
  };

  end(): void {
    this.#end();
  }
}
