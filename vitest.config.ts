import { defineConfig } from 'vitest/config';

const LONG = ['test/crash/**/*.itest.ts', 'test/mutations/**/*.itest.ts'];
const conditions = ['redrill-source', 'node', 'import', 'default'];
const shared = {
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
};

// Three kinds: `fast` opens no socket and finishes in seconds; `real` starts local servers and whole processes, `long` drills dozens
// of accounts of its own; both wait a good part of their time, so two files run at once.
export default defineConfig({
  test: {
    projects: [
      { ...shared, test: { name: 'fast', sequence: { groupOrder: 0 }, include: ['src/**/*.test.ts', 'test/**/*.test.ts', 'scenarios/**/*.test.ts', 'fixtures/**/*.test.ts'], retry: 0 } },
      {
        ...shared,
        test: {
          name: 'real',
          sequence: { groupOrder: 1 },
          exclude: LONG,
          include: ['src/**/*.itest.ts', 'test/**/*.itest.ts', 'fixtures/**/*.itest.ts'],
          retry: 0,
          testTimeout: 240_000,
          hookTimeout: 240_000,
          maxWorkers: 2,
        },
      },
      { ...shared, test: { name: 'long', sequence: { groupOrder: 2 }, include: LONG, retry: 0, testTimeout: 900_000, hookTimeout: 300_000, maxWorkers: 2 } },
    ],
  },
});
