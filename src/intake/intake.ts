import { type Bytes, label } from '../protocol/bytes.ts'
import type { Notary } from '../protocol/primitives/primitives.ts'
import { dayOf } from '../protocol/time.ts'
import type { DropOutcome, DropRow, Store, TipOutcome, TipRow } from '../store/store.ts'
import { openAdmit, openAdmitOverseer } from './admit.ts'
import { type Batches, openBatches } from './batches.ts'
import { type Drops, openDrops } from './drops.ts'
import { type Epochs, openEpochs } from './epochs.ts'
import { openExpiry } from './expiry.ts'
import { openFillers } from './fillers.ts'
import { openGroup } from './group.ts'
import { type Clock, type Keyrings, listsLogKey, openKeyrings } from './keyrings.ts'
import { type List, openList } from './list.ts'
import { openMaintenance } from './maintenance.ts'
import { type Oversee, openOversight } from './oversight.ts'
import { openShelf, type Shelf } from './shelf.ts'
import { openSubmit, type Submit } from './submit.ts'
import { openVisits, type Visits } from './visits.ts'
import { openWeeks, type WeekBook } from './weeks.ts'

export interface IntakeOptions {
  readonly store: Store
  readonly notary: Notary
  readonly clock: Clock
  /** The organisation this server is for, 32 bytes; null takes the first one that is published. */
  readonly organisation: Bytes | null
  /** The secret half of the log key, 32 bytes. */
  readonly logSeed: Bytes
  /** How long tips and drops stay invisible to readers, in seconds; with 0 every group is a batch. */
  readonly batchSeconds: number
  /**
   * How much of the disk drops may fill, those of conversations three quarters of it: 1024 by default. Beyond it they are
   * refused, and tips are still taken.
   */
  readonly dropMegabytes?: number
  /** Told of what went wrong outside of any request. */
  readonly onFault: (error: unknown) => void
}

/** The server's rules, apart from HTTP. */
export interface Intake {
  readonly keyrings: Keyrings
  readonly epochs: Epochs
  readonly list: List
  readonly submit: Submit
  readonly drops: Drops
  readonly oversee: Oversee
  /** Whether the served keyring lists the key that signs the promises; true while none is served. */
  receiptsCount(): boolean
  /** Commits what waits and closes the batch; the store stays open. */
  close(): void
}

export const DROP_MEGABYTES = 1024

/** What a drop takes of the database, in bytes: two pages with what others leave of the first. Measured with 20,000. */
const DROP_ON_DISK = 4700

/** Anybody can write to conversations, and only recipients to teams: strangers must not keep these from writing. */
const PART_OF_TALK = 3 / 4

/** Throws `organisation_mismatch`, `storage_damaged`, and every refusal of a stored keyring. */
export function openIntake(options: IntakeOptions): Intake {
  const { store, notary, clock, organisation, logSeed } = options
  const logKey = notary.verifyingKey(logSeed)
  const keyrings = openKeyrings({ store, notary, clock, organisation, logKey })
  const admit = openAdmit({ notary, clock, keyrings })
  const weeks = openWeeks({ store, clock, keyrings })
  const shelf = openShelf(store, openFillers(notary.hmacSha256(logSeed, label('fillers'))))
  const visits = openVisits({ store, clock })
  const batches = openRounds({ ...options, keyrings, weeks, shelf, visits })
  const groups = openGroups(options, batches)
  return {
    keyrings,
    epochs: openEpochs({ store, notary, clock, keyrings }),
    list: openList({ store, admit, visits }),
    submit: openSubmit({ store, notary, clock, keyrings, group: groups.tips, logSeed }),
    drops: openDrops({ store, admit, weeks, shelf, group: groups.drops }),
    oversee: openOversight({
      store,
      admit: openAdmitOverseer({ notary, clock, keyrings }),
      keyrings,
      visits,
    }),
    receiptsCount: () => {
      const served = keyrings.served()
      return served === null || listsLogKey(served.keyring, logKey)
    },
    close: () => {
      groups.tips.close()
      groups.drops.close()
      batches.close()
      flushed(visits, options)
    },
  }
}

/** What could not be written is said again by the next request: the store is closed all the same. */
function flushed(visits: Visits, { onFault }: IntakeOptions): void {
  try {
    visits.flush()
  } catch (error) {
    onFault(error)
  }
}

interface RoundOptions extends IntakeOptions {
  readonly keyrings: Keyrings
  readonly weeks: WeekBook
  readonly shelf: Shelf
  readonly visits: Visits
}

/** What happens by the clock: batches become visible, and what is due once a day is done. */
function openRounds(options: RoundOptions): Batches {
  const { store, batchSeconds, weeks, shelf, onFault } = options
  const onExpired = () => {
    weeks.lookAgain()
    shelf.clear()
  }
  const expire = openExpiry({ ...options, onExpired })
  const look = openMaintenance({ ...options, expire })
  const batches = openBatches({
    store,
    seconds: batchSeconds,
    onClosed: () => shelf.clear(),
    onTime: look,
    onFault,
  })
  look()
  return batches
}

/** Tips and drops wait for each other apart: a commit is of one kind. */
function openGroups({ store, clock, dropMegabytes = DROP_MEGABYTES }: IntakeOptions, batches: Batches) {
  const mostDrops = Math.floor((dropMegabytes * 1024 * 1024) / DROP_ON_DISK)
  const mostOfTalk = Math.floor(mostDrops * PART_OF_TALK)
  return {
    tips: openGroup<TipRow, TipOutcome>({
      commit: (rows) => committed(store.addTips(rows), batches),
      sizeOf: ({ envelope }) => envelope.length,
    }),
    drops: openGroup<DropRow, DropOutcome>({
      commit: (rows) => committed(store.addDrops(rows, dayOf(clock()), mostDrops, mostOfTalk), batches),
      sizeOf: ({ cell }) => cell.length,
    }),
  }
}

function committed<Outcome>(outcomes: readonly Outcome[], batches: Batches): readonly Outcome[] {
  batches.committed()
  return outcomes
}
