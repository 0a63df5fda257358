import type { Bytes } from '../protocol/bytes.ts'
import type { Notary } from '../protocol/primitives/primitives.ts'
import type { Store } from '../store/store.ts'
import { openBatches } from './batches.ts'
import { type Epochs, openEpochs } from './epochs.ts'
import { openGroup } from './group.ts'
import { type Clock, type Keyrings, listsLogKey, openKeyrings } from './keyrings.ts'
import { type List, openList } from './list.ts'
import { openSubmit, type Submit } from './submit.ts'

export interface IntakeOptions {
  readonly store: Store
  readonly notary: Notary
  readonly clock: Clock
  /** The organisation this server is for, 32 bytes; null takes the first one that is published. */
  readonly organisation: Bytes | null
  /** The secret half of the log key, 32 bytes. */
  readonly logSeed: Bytes
  /** How long tips stay invisible to readers, in seconds; with 0 every group is a batch. */
  readonly batchSeconds: number
  /** Told of what went wrong outside of any request. */
  readonly onFault: (error: unknown) => void
}

/** The server's rules, apart from HTTP. */
export interface Intake {
  readonly keyrings: Keyrings
  readonly epochs: Epochs
  readonly list: List
  readonly submit: Submit
  /** Whether the served keyring lists the key that signs the promises; true while none is served. */
  receiptsCount(): boolean
  /** Commits what waits and closes the batch; the store stays open. */
  close(): void
}

/** Throws `organisation_mismatch`, `storage_damaged`, and every refusal of a stored keyring. */
export function openIntake(options: IntakeOptions): Intake {
  const { store, notary, clock, organisation, logSeed, batchSeconds, onFault } = options
  const logKey = notary.verifyingKey(logSeed)
  const keyrings = openKeyrings({ store, notary, clock, organisation, logKey })
  const batches = openBatches({ store, seconds: batchSeconds, onFault })
  const group = openGroup({
    commit: (tips) => {
      const outcomes = store.addTips(tips)
      batches.committed()
      return outcomes
    },
  })
  return {
    keyrings,
    epochs: openEpochs({ store, notary, clock, keyrings }),
    list: openList({ store, notary, clock, keyrings }),
    submit: openSubmit({ store, notary, clock, keyrings, group, logSeed }),
    receiptsCount: () => {
      const served = keyrings.served()
      return served === null || listsLogKey(served.keyring, logKey)
    },
    close: () => {
      group.close()
      batches.close()
    },
  }
}
