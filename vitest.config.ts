import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/** A busy CI machine may fail what is right once; the summary names what passed only the second time. */
const retry = process.env['CI'] ? 1 : 0;
/** Its ESM build imports a folder, which Node refuses when it loads the package by itself. */
const server = { deps: { inline: ['clipanion'] } };

/**
 * unit: no Docker, no database. integration: a real PostgreSQL and a real Engine, stub agents.
 * e2e: real OpenClaw gateways through the built command line.
 */
export default defineConfig({
  test: {
    reporters: ['default', ['json', { outputFile: 'test-results/vitest.json' }]],
    projects: [
      {
        test: {
          name: 'unit',
          sequence: { groupOrder: 0 },
          server,
          include: [
            'src/**/*.test.ts',
            'test/{property,golden,architecture,cli,model}/**/*.test.ts',
          ],
          // None keeps anything in a module, and loading all modules for each file took most of the time.
          isolate: false,
          // Many wait for a timer or a socket, so the one that Vitest would start on two cores is too few.
          maxWorkers: Math.max(2, availableParallelism()),
          // Far above what they take, so that a busy machine does not fail them.
          testTimeout: 30_000,
        },
      },
      {
        test: {
          name: 'integration',
          sequence: { groupOrder: 1 },
          server,
          globalSetup: 'test/integration/fleet/global-setup.ts',
          include: ['test/{contract,integration}/**/*.test.ts'],
          // These mostly wait for the Engine: two at once even on a small machine.
          maxWorkers: 2,
          retry,
          testTimeout: 180_000,
          hookTimeout: 180_000,
        },
      },
      {
        test: {
          name: 'e2e',
          sequence: { groupOrder: 2 },
          server,
          globalSetup: 'test/integration/fleet/global-setup.ts',
          include: ['test/e2e/**/*.test.ts'],
          retry,
          testTimeout: 300_000,
          hookTimeout: 300_000,
          // A gateway that boots takes a core; while one waits for its customer, another boots.
          maxWorkers: 2,
        },
      },
    ],
  },
});
