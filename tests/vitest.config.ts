import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    root: new URL('..', import.meta.url).pathname,
    include: ['tests/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    pool: 'forks',
    // One for each core: the browser's tests wait for the browser most of the time.
    maxWorkers: 2,
    // Nothing is mocked, so nothing has to be kept apart; loading every module anew took half of the time.
    isolate: false,
  },
})
