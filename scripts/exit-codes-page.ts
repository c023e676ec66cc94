import { EXIT_CODES } from '../src/harness/cli/exit-codes.ts';

/** The table of exit codes as a Markdown page. */
export function exitCodesPage(): string {
  const rows = EXIT_CODES.map(({ code, meaning }) => `| ${code} | ${meaning} |`);
  return `<!-- Made by scripts/generate.ts from src/harness/cli/exit-codes.ts; edit there. -->
# Exit codes

What \`agentpod\` exits with; \`agentpod help exit-codes\` prints the same. \`agentpod exec\` exits with
the code of the command that it ran.

| Code | Meaning |
| --- | --- |
${rows.join('\n')}
`;
}
