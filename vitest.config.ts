import { defineConfig } from 'vitest/config';

const folders = '{src,scenarios,synth,mocks,matcher,reports,bin}';
/** Tests of the whole play rehearsals: they run apart from all others, file by file, since what they measure is time. */
const whole = 'src/cli/**/*.test.ts';

export default defineConfig({
  test: {
    pool: 'forks',
    projects: [
      { extends: true, test: { name: 'parts', include: [`${folders}/**/*.test.ts`], exclude: ['**/node_modules/**', whole], testTimeout: 30_000, hookTimeout: 60_000, sequence: { groupOrder: 0 } } },
      { extends: true, test: { name: 'whole', include: [whole], maxConcurrency: 3, testTimeout: 300_000, hookTimeout: 300_000, fileParallelism: false, sequence: { groupOrder: 1 } } },
    ],
  },
});
