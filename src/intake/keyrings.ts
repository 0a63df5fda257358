import { type Bytes, equal, fromBase64, fromHex, toBase64, toHex } from '../protocol/bytes.ts'
import { CandorError } from '../protocol/errors.ts'
import { checkCurrent, type TrustedKeyring, trustGenesis, trustNext } from '../protocol/keyring/chain.ts'
import { parseStatement } from '../protocol/keyring/dsse.ts'
import { type Keyring, parseKeyring, type Recipient } from '../protocol/keyring/statement.ts'
import type { Notary } from '../protocol/primitives/primitives.ts'
import { dayOf, epochOfDay } from '../protocol/time.ts'
import type { Store } from '../store/store.ts'
import { loadChain } from './chain.ts'
import { holdsKeysFrom } from './held.ts'

/** Seconds since 1970-01-01 UTC. */
export type Clock = () => number

export interface KeyringOptions {
  readonly store: Store
  readonly notary: Notary
  readonly clock: Clock
  /** The organisation this server is for, 32 bytes; null takes the first one that is published. */
  readonly organisation: Bytes | null
  /** The verification key of this server's promises, 32 bytes. */
  readonly logKey: Bytes
}

/** What became of a keyring that was published. */
export interface Publication {
  readonly seq: number
  /** Whether sources are given it, or one after it. */
  readonly served: boolean
  /** Ids of the recipients whose intake keys are still to be delivered before it is served. */
  readonly waitingFor: readonly string[]
}

export interface Keyrings {
  /** The organisation, 32 bytes; null while none is named and nothing is published. */
  organisation(): Bytes | null
  /** The newest keyring that was accepted. Throws `keyring_missing`. */
  latest(): TrustedKeyring
  /** The newest keyring that sources are given; null while there is none. */
  served(): TrustedKeyring | null
  /** An accepted keyring by its place in the chain. Throws `keyring_missing`. */
  at(seq: number): TrustedKeyring
  /** The signed bytes of an accepted keyring, as they were published. Throws `keyring_missing`. */
  statement(seq: number): Bytes
  /** Accepts a signed keyring. Throws every refusal of a keyring. */
  publish(statement: Bytes): Publication
  /** How the newest keyring stands, after intake keys have come in. */
  reconsider(): Publication
}

/** The chain of the organisation's keyrings, and which of them is given to sources. */
export function openKeyrings(options: KeyringOptions): Keyrings {
  const { store, notary, clock, organisation, logKey } = options
  const chain = loadChain(store, notary, organisation)
  const published = new Map(chain.map(({ statement, trusted }) => [digest(statement), trusted.keyring.seq]))
  const accepted = chain.map(({ trusted }) => trusted)
  const today = () => dayOf(clock())
  const serving = watchServed(store, accepted, () => epochOfDay(today()))

  function digest(statement: Bytes): string {
    return toHex(notary.sha256(statement))
  }

  const at = (seq: number): TrustedKeyring => accepted[seq - 1] ?? missing()

  const trust = (statement: Bytes): TrustedKeyring => {
    const last = accepted.at(-1)
    const isFirst = parseKeyring(parseStatement(statement).payload).seq === 1
    if (last === undefined || isFirst) return trustGenesis(notary, statement, last?.orgId ?? organisation)
    return trustNext(notary, last, statement)
  }

  const accept = (statement: Bytes): number => {
    const trusted = trust(statement)
    const { seq } = trusted.keyring
    checkCurrent(trusted, today())
    checkLogKey(trusted.keyring, logKey)
    const outcome = store.addKeyring({ seq, hash: trusted.hash, statement })
    if (outcome === 'conflict') throw diverged()
    if (outcome === 'stored') {
      accepted.push(trusted)
      published.set(digest(statement), seq)
      // A block under another identity would be nobody's.
      store.dropIntakeBlocks(trusted.keyring.recipients.map(personOf))
    }
    return seq
  }

  const publication = (seq: number): Publication => {
    const served = seq <= (serving.served()?.keyring.seq ?? 0)
    return { seq, served, waitingFor: served ? [] : serving.waitingFor(at(seq).keyring) }
  }

  return {
    organisation: () => accepted[0]?.orgId ?? organisation,
    latest: () => at(accepted.length),
    served: serving.served,
    at,
    statement: (seq) => store.keyring(seq)?.statement ?? missing(),
    publish: (statement) => {
      // The same bytes again are fine, also when they have expired or been followed since.
      const seq = published.get(digest(statement)) ?? accept(statement)
      return publication(seq)
    },
    reconsider: () => {
      serving.lookAgain()
      return publication(accepted.length)
    },
  }
}

const personOf = ({ id, identity }: Recipient) => ({
  recipient: fromHex(id),
  identity: fromBase64(identity),
})

/** Whether promises signed with this key count under a keyring. */
export const listsLogKey = ({ logKeys }: Keyring, logKey: Bytes): boolean =>
  logKeys.some((key) => equal(fromBase64(key), logKey))

/**
 * The newest keyring whose intake keys are all here, so that a new recipient never strands sources. Every key that
 * will be used from this epoch on is asked for: so a keyring once served stays complete, and nobody is rolled back.
 */
function watchServed(store: Store, accepted: readonly TrustedKeyring[], thisEpoch: () => number) {
  // By place in the chain, who was waited for in that epoch when keys last came in. Keys that are held stay held, so
  // only those few are looked up again: thousands of look-ups would let anyone who repeats a request slow the server down.
  const known = new Map<number, { readonly round: number; readonly waiting: readonly Recipient[] }>()
  let round = 0
  let epoch = -1

  const waitingFor = ({ seq, recipients }: Keyring): readonly Recipient[] => {
    const now = thisEpoch()
    if (now !== epoch) known.clear()
    epoch = now
    const found = known.get(seq)
    if (found?.round === round) return found.waiting
    const waiting = (found?.waiting ?? recipients).filter((each) => !holdsKeysFrom(store, each, now))
    known.set(seq, { round, waiting })
    return waiting
  }

  return {
    waitingFor: (keyring: Keyring) => waitingFor(keyring).map(({ id }) => id),
    served: () => accepted.findLast(({ keyring }) => waitingFor(keyring).length === 0) ?? null,
    /** Keys have come in. */
    lookAgain: (): void => {
      round++
    },
  }
}

function checkLogKey(keyring: Keyring, logKey: Bytes): void {
  if (listsLogKey(keyring, logKey)) return
  throw new CandorError(
    'keyring_malformed',
    `this server’s receipts would not count: put its log key ${toBase64(logKey)} among the keyring’s logKeys and sign it again`,
  )
}

function missing(): never {
  throw new CandorError('keyring_missing', 'this server has no such keyring')
}

const diverged = () =>
  new CandorError('server_failed', 'the keyrings in the database are not those in memory')
