import type { Store } from '../../src/store/store.ts'

/** One store and what is behind it. */
export interface Fixture {
  readonly store: Store
  /** Closes the store and opens what it has kept. */
  reopen(): Store
  dispose(): void
}
