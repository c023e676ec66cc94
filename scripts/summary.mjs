// Sums Vitest's JSON reports (test-results/*.json) into the one line that CI reads: "N passed, N failed[, N skipped]".
// No report, an unreadable one, or no test at all counts as a failure: silence must never look like success.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = process.argv[2] ?? 'test-results';

function reports() {
  const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
  return files.map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')));
}

function count(report, field) {
  const value = report[field];
  if (!Number.isInteger(value) || value < 0) throw new Error(`a report lacks ${field}`);
  return value;
}

/** A passed test that carries failures failed the first time (retried in CI only). */
function secondTries({ testResults = [] }) {
  return testResults
    .flatMap(({ assertionResults = [] }) => assertionResults)
    .filter(
      ({ status, failureMessages = [] }) => status === 'passed' && failureMessages.length > 0,
    );
}

let passed = 0;
let failed = 0;
let skipped = 0;
try {
  for (const report of reports()) {
    passed += count(report, 'numPassedTests');
    skipped += count(report, 'numPendingTests') + count(report, 'numTodoTests');
    const failures = count(report, 'numFailedTests');
    // A file that does not even load has no failed test in it, yet the run failed.
    failed +=
      failures === 0 && report.success === false
        ? Math.max(1, report.numFailedTestSuites ?? 1)
        : failures;
    for (const { fullName, failureMessages } of secondTries(report)) {
      console.log(`passed only on the second try: ${fullName}\n  ${failureMessages[0]}`);
    }
  }
} catch (error) {
  console.error(`summary: ${error.message}`);
  passed = 0;
  failed = 0;
}
if (passed + failed === 0) failed = 1;
console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
process.exitCode = failed === 0 ? 0 : 1;
