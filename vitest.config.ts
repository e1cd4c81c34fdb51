import { defineConfig } from 'vitest/config';

const conditions = ['redrill-source', 'node', 'import', 'default'];
const shared = {
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
};

// Two kinds: `fast` opens no socket and finishes in seconds; `real` starts local servers and whole processes.
export default defineConfig({
  test: {
    projects: [
      { ...shared, test: { name: 'fast', include: ['src/**/*.test.ts', 'test/**/*.test.ts', 'scenarios/**/*.test.ts'], retry: 0 } },
      {
        ...shared,
        test: {
          name: 'real',
          include: ['src/**/*.itest.ts', 'test/**/*.itest.ts', 'fixtures/**/*.itest.ts'],
          retry: 0,
          testTimeout: 120_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
