import { fromBase64 } from '../protocol/bytes.ts'
import { isCandorError } from '../protocol/errors.ts'
import type { TrustedKeyring } from '../protocol/keyring/chain.ts'
import type { Digests } from '../protocol/primitives/primitives.ts'
import { epochOfDay, firstDayOfEpoch } from '../protocol/time.ts'
import type { Reach, Store } from '../store/store.ts'
import { blockHashes } from './blocks.ts'
import type { Keyrings } from './keyrings.ts'
import type { Visits } from './visits.ts'

export interface ExpiryOptions {
  readonly store: Pick<
    Store,
    'expireDrops' | 'expireTips' | 'newestBatch' | 'pruneIntakeKeys' | 'intakeBlocks'
  >
  readonly keyrings: Keyrings
  readonly visits: Visits
  readonly notary: Pick<Digests, 'sha256'>
  /** Told when drops are gone. */
  readonly onExpired: () => void
}

/** Deletes what has had its time on a day (docs/protocol.md, 10.5 and 10.7). */
export type Expire = (today: number) => void

export function openExpiry(options: ExpiryOptions): Expire {
  const { store, keyrings, onExpired } = options
  return (today) => {
    const all = acceptedOf(keyrings)
    const newest = all.at(-1)
    if (newest === undefined) return
    // By the newest keyring that was accepted, whether or not it is served.
    const { dropDays } = newest.keyring.policy
    if (store.expireDrops(firstKept(today, dropDays)) > 0) onExpired()
    store.expireTips(Math.max(0, today - envelopeDays(keyrings) + 1), reachOf(all, options))
    forgetTheRemoved(options)
    prune(all, options)
  }
}

/** Every keyring of the chain; none while nothing is published. */
function acceptedOf(keyrings: Keyrings): TrustedKeyring[] {
  try {
    const { seq } = keyrings.latest().keyring
    return Array.from({ length: seq }, (_, i) => keyrings.at(i + 1))
  } catch (error) {
    if (isCandorError(error, 'keyring_missing')) return []
    throw error
  }
}

/** Readers learn the policy of a keyring when it is served: until then the longer of the two counts. */
function envelopeDays(keyrings: Keyrings): number {
  const both = [keyrings.latest(), keyrings.served() ?? keyrings.latest()]
  return Math.max(...both.map(({ keyring }) => keyring.policy.envelopeDays))
}

/** Up to which batch everybody has what was sealed under each keyring, of those who are still there. */
function reachOf(all: readonly TrustedKeyring[], { keyrings, store, visits }: ExpiryOptions): Reach[] {
  const present = new Set(keyrings.latest().keyring.recipients.map(({ id }) => id))
  const newest = store.newestBatch()
  return all.map(({ hash, keyring }) => {
    const readers = keyring.recipients.filter(({ id }) => present.has(id))
    return { keyring: hash, batch: Math.min(newest, ...readers.map(({ id }) => visits.of(id).fetched)) }
  })
}

function forgetTheRemoved({ keyrings, visits }: ExpiryOptions): void {
  const { recipients } = keyrings.latest().keyring
  visits.keepOnly([...recipients, ...(keyrings.served()?.keyring.recipients ?? [])].map(({ id }) => id))
}

/** Deletes the intake keys that no keyring lists and no block holds. */
function prune(all: readonly TrustedKeyring[], { store, notary }: ExpiryOptions): void {
  const listed = all.flatMap(({ keyring }) => keyring.recipients.flatMap(({ epochs }) => epochs))
  const held = store.intakeBlocks().flatMap(({ block }) => blockHashes(notary, block))
  store.pruneIntakeKeys([...new Set(listed)].map(fromBase64).concat(held))
}

/** The first week whose last day was less than so many days ago. */
const firstKept = (today: number, days: number): number => Math.max(0, epochOfDay(today - days - LAST) + 1)

/** The last day of a week, counted from its first. */
const LAST = firstDayOfEpoch(1) - 1
