import type { Severity } from '../model/severity.ts';

/** A sign each, so that no state is told by its colour alone. */
const SIGNS: Readonly<Record<Severity, string>> = { good: '✓', bad: '✕', busy: '…', off: '‖' };

interface StateProps {
  readonly severity: Severity;
  readonly children: string;
}

export function State({ severity, children }: StateProps) {
  return (
    <span className={`state ${severity}`}>
      <span aria-hidden="true">{SIGNS[severity]}</span> {children}
    </span>
  );
}
