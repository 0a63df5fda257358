import { configDefaults, defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'
import { isThorough } from './support/thorough.ts'

/** What takes long, and what nobody breaks without breaking something else as well: `npm run test:thorough`, and CI, run them. */
const SLOW = [
  'tests/form/conversations-to-the-end.test.ts',
  'tests/form/engines.test.ts',
  'tests/deploy/pack.test.ts',
]

/** What has a short form in `npm test`: here it runs as well, whole. */
const SHORTENED = [
  'tests/cli/journey.test.ts',
  'tests/form/accessibility.test.ts',
  'tests/life/model.test.ts',
]

/** A short file may take long: begun last, it would run alone at the end. */
class SlowFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isSlow = ({ moduleId }: TestSpecification) => SHORTENED.some((each) => moduleId.endsWith(each))
    const sorted = await super.sort(files)
    return [...sorted.filter(isSlow), ...sorted.filter((file) => !isSlow(file))]
  }
}

export default defineConfig({
  test: {
    root: new URL('..', import.meta.url).pathname,
    include: isThorough ? [...SLOW, ...SHORTENED] : ['tests/**/*.test.ts'],
    exclude: [...configDefaults.exclude, ...(isThorough ? [] : SLOW)],
    sequence: { sequencer: SlowFirst },
    testTimeout: 60_000,
    hookTimeout: 60_000,
    pool: 'forks',
    // One more than the cores of a small machine: what runs in a browser or in a program of its own is waited for.
    maxWorkers: 3,
    // Nothing is mocked, so nothing has to be kept apart; loading every module anew took half of the time.
    isolate: false,
  },
})
