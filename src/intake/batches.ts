import type { Store } from '../store/store.ts'

export interface BatchOptions {
  readonly store: Store
  /** How long tips stay invisible to readers, in seconds; with 0 every group is a batch. */
  readonly seconds: number
  /** Told when a batch could not be closed; it is tried again. */
  readonly onFault: (error: unknown) => void
}

/** When new tips become visible: together, so that readers learn no order of arrival. */
export interface Batches {
  /** After every commit. Never throws: what was committed stays committed. */
  committed(): void
  /** Closes the open batch and stops the timer. */
  close(): void
}

/** A batch this full is closed early, so that a page of whole batches stays bounded. */
const FULL_TIPS = 256
const FULL_BYTES = 8 * 1024 * 1024

export function openBatches({ store, seconds, onFault }: BatchOptions): Batches {
  const closeBatch = (): void => {
    try {
      store.closeBatch()
    } catch (error) {
      onFault(error)
    }
  }

  const isFull = (): boolean => {
    const { tips, bytes } = store.openBatch()
    return tips >= FULL_TIPS || bytes >= FULL_BYTES
  }

  // What a crash left in the open batch would otherwise wait for the next tip.
  if (seconds === 0) closeBatch()
  const timer = seconds > 0 ? setInterval(closeBatch, seconds * 1000).unref() : undefined

  return {
    committed: () => {
      try {
        if (seconds === 0 || isFull()) store.closeBatch()
      } catch (error) {
        onFault(error)
      }
    },
    close: () => {
      clearInterval(timer)
      closeBatch()
    },
  }
}
