import type { Secret } from '../model/secret.ts';

const MASK = '(redacted)';

/** Shapes of well-known credentials; what is not known by value is often known by its form. */
const SHAPES: readonly RegExp[] = [
  /\b(sk|pk|rk|xox[abeprs]|xapp|ghp|gho|ghs|github_pat|glpat|AIza|AKIA)[-_A-Za-z0-9]{12,}/g,
  /\b\d{6,12}:[A-Za-z0-9_-]{30,}/g,
  /\beyJ[A-Za-z0-9_-]{8,2000}\.[A-Za-z0-9_-]{8,}(\.[A-Za-z0-9_-]+)?/g,
  /(?<=\b(bearer|basic)\s+)[A-Za-z0-9._~+/=-]{8,}/gi,
  /(?<=(token|secret|password|passwd|api[_-]?key|bootstrapToken)["']?\s*[:=]\s*["']?)[^\s"'&,;}]{6,}/gi,
];

/** Shorter values would tear words apart that are no secret. */
const SHORTEST = 6;

/** Log and error text that is fit to be shown: known values and the usual shapes are masked. */
export function redact(text: string, secrets: readonly Secret[] = []): string {
  let result = text;
  for (const secret of secrets) {
    const value = secret.reveal();
    if (value.length >= SHORTEST) result = result.replaceAll(value, MASK);
  }
  for (const shape of SHAPES) result = result.replace(shape, MASK);
  return result;
}
