import { configDefaults, defineConfig } from 'vitest/config'
import { isThorough } from './support/thorough.ts'

/** What takes long, and what nobody breaks without breaking something else as well: `npm run test:thorough`, and CI, run them. */
const SLOW = [
  'tests/form/conversations-to-the-end.test.ts',
  'tests/form/engines.test.ts',
  'tests/deploy/pack.test.ts',
]

export default defineConfig({
  test: {
    root: new URL('..', import.meta.url).pathname,
    include: isThorough ? [...SLOW, 'tests/cli/journey.test.ts'] : ['tests/**/*.test.ts'],
    exclude: [...configDefaults.exclude, ...(isThorough ? [] : SLOW)],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    pool: 'forks',
    // One for each core: the browser’s tests wait for the browser most of the time.
    maxWorkers: 2,
    // Nothing is mocked, so nothing has to be kept apart; loading every module anew took half of the time.
    isolate: false,
  },
})
