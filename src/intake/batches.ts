import type { Store } from '../store/store.ts'

export interface BatchOptions {
  readonly store: Store
  /** How long tips and drops stay invisible to readers, in seconds; with 0 every group is a batch. */
  readonly seconds: number
  /** Told when a batch was closed, or may have been. */
  readonly onClosed?: () => void
  /** Told when the time of a batch was up, after it was closed; where batches have none, every ten minutes. */
  readonly onTime?: () => void
  /** Told when a batch could not be closed; it is tried again. */
  readonly onFault: (error: unknown) => void
}

/** When new tips and drops become visible: together, so that readers learn no order of arrival. */
export interface Batches {
  /** After every commit. Never throws: what was committed stays committed. */
  committed(): void
  /** Closes the open batch and stops the timer. */
  close(): void
}

/** A batch this full is closed early, so that a page of whole batches stays bounded. */
const FULL_TIPS = 256
const FULL_BYTES = 8 * 1024 * 1024
const FULL_DROPS = 4096
const IDLE_SECONDS = 600

export function openBatches(options: BatchOptions): Batches {
  const { store, seconds, onFault, onClosed = () => undefined, onTime = () => undefined } = options
  const closeIf = (isTime: () => boolean): void => {
    try {
      if (!isTime()) return
      store.closeBatch()
    } catch (error) {
      onFault(error)
    }
    onClosed()
  }
  const closeBatch = () => closeIf(() => true)

  // What a crash left in the open batch would otherwise wait for the next tip.
  if (seconds === 0) closeBatch()
  const tick = () => {
    closeBatch()
    onTime()
  }
  const timer = setInterval(tick, (seconds || IDLE_SECONDS) * 1000).unref()

  return {
    committed: () => closeIf(() => seconds === 0 || isFull(store)),
    close: () => {
      clearInterval(timer)
      closeBatch()
    },
  }
}

function isFull(store: Store): boolean {
  const { tips, bytes } = store.openBatch()
  return tips >= FULL_TIPS || bytes >= FULL_BYTES || store.dropCounts().open >= FULL_DROPS
}
