import type { DoctorFinding } from '../../../core/doctor/finding.ts';
import { type Paint, plain } from './palette.ts';
import { safeLine } from './safe-text.ts';
import { count } from './words.ts';
import { wrapWords } from './wrap.ts';

/** What `doctor` shows: a line for each finding, and below those that are not fine what to do. */
export interface ReportOptions {
  readonly width: number | undefined;
  readonly paint?: Paint;
}

const TONE = { ok: 'good', warning: 'warn', error: 'bad' } as const;
const INDENT = '         ';

export function doctorText(findings: readonly DoctorFinding[], options: ReportOptions): string {
  const lines = findings.flatMap((finding) => findingLines(finding, options));
  return `${[...lines, '', summary(findings)].join('\n')}\n`;
}

function findingLines(
  { check, severity, message, hint }: DoctorFinding,
  { width, paint = plain }: ReportOptions,
): readonly string[] {
  const word = severity.padEnd(INDENT.length);
  const text = wrapWords(`${word}${check}: ${safeLine(message)}`, width, INDENT);
  const line = text.replace(severity, () => paint(TONE[severity], severity));
  if (hint === '') return [line];
  return [line, wrapWords(`${INDENT}hint: ${safeLine(hint)}`, width, INDENT)];
}

function summary(findings: readonly DoctorFinding[]): string {
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  const warnings = findings.filter(({ severity }) => severity === 'warning').length;
  if (errors + warnings === 0) return 'All is well.';
  return `${count(errors, 'error')}, ${count(warnings, 'warning')}.`;
}
