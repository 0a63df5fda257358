import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    root: new URL('..', import.meta.url).pathname,
    include: ['tests/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    pool: 'forks',
    // One more than there are cores: where a browser or a clock is waited for, another goes on.
    maxWorkers: 3,
    // Nothing is mocked, so nothing has to be kept apart; loading every module anew took half of the time.
    isolate: false,
  },
})
