import type { Api } from '../../client/api.ts'
import { checkedSkew } from '../../client/clock.ts'
import { type ErrorCode, isCandorError } from '../../protocol/errors.ts'
import type { Keyring } from '../../protocol/keyring/statement.ts'
import type { Primitives, Random } from '../../protocol/primitives/primitives.ts'
import { dayOf, epochOfDay } from '../../protocol/time.ts'
import type { Cabinet } from '../vault/cabinet.ts'
import type { Directory } from '../vault/directory.ts'
import { eraseOld } from '../vault/erase.ts'
import {
  asListed,
  enrolmentOf,
  type Identity,
  keysetListed,
  lastWeekOf,
  listedIn,
  listFrom,
  renewed,
} from '../vault/identity.ts'
import { identityItem } from '../vault/secrets.ts'
import type { Ledger } from '../vault/state.ts'
import { identityIn, type Vault } from '../vault/vault.ts'

/** What became of this desk's own keys. */
export interface Tended {
  /** How many weeks of keys were made. */
  readonly made: number
  /** How many weeks' keys were erased. */
  readonly erased: number
  /** Why the server did not take the keys; null when nothing is left to be handed in. It is tried again at the next sync. */
  readonly trouble: ErrorCode | null
}

interface Tools {
  readonly api: Api
  readonly vault: Vault
  readonly cabinet: Cabinet
  readonly ledger: Ledger
  readonly directory: Directory
}

interface Moment {
  /** Unix seconds. */
  readonly now: number
  readonly random: Random
  /** Whether every envelope that the server lists has been looked at. */
  readonly isComplete: boolean
}

/** Makes keys before they are needed, hands them in, and erases those whose time is over (docs/protocol.md, 5.5). */
export async function tend(p: Primitives, tools: Tools, moment: Moment): Promise<Tended> {
  const { api, directory } = tools
  const skew = api.skew()
  const today = dayOf(moment.now + checkedSkew(skew))
  const made = isInUse(p, identityOf(tools), directory.latest.keyring) ? makeKeys(tools, moment, today) : 0
  const trouble = await handInKeys(p, tools, epochOfDay(today))
  // A clock that nobody else confirms, or that is ahead of the other's, must not cost what is not read yet.
  const erased =
    moment.isComplete && skew !== null ? erase(p, tools, dayOf(moment.now + Math.min(0, skew))) : 0
  return { made, erased, trouble }
}

const identityOf = ({ cabinet, vault }: Tools): Identity => identityIn(cabinet, vault.identity.recipientId)

/** Nobody makes keys for an identity that no keyring lists. */
function isInUse(p: Primitives, identity: Identity, newest: Keyring): boolean {
  const listed = listedIn(newest, identity)
  return listed !== undefined && keysetListed(p, identity, listed) === identity
}

function makeKeys({ ledger, ...tools }: Tools, { random }: Moment, today: number): number {
  const before = identityOf({ ledger, ...tools })
  const after = renewed(before, random, epochOfDay(today))
  if (after === before) return 0
  ledger.file({}, { items: [identityItem(after)] })
  return lastWeekOf(after) - Math.max(lastWeekOf(before), after.intake.firstEpoch - 1)
}

async function handInKeys(p: Primitives, tools: Tools, week: number): Promise<ErrorCode | null> {
  const identity = identityOf(tools)
  const last = lastWeekOf(identity)
  if (identity.handedIn === last || !isInUse(p, identity, tools.directory.latest.keyring)) return null
  const { block } = enrolmentOf(p, { ...identity, intake: listFrom(identity, week) })
  try {
    await tools.api.putIntakeBlock(identity.recipientId, block)
  } catch (error) {
    if (!isCandorError(error)) throw error
    return error.code
  }
  tools.ledger.file({}, { items: [identityItem({ ...identity, handedIn: last })] })
  return null
}

function erase(p: Primitives, tools: Tools, today: number): number {
  const before = asListed(p, identityOf(tools), tools.directory.latest.keyring)
  const newest = tools.directory.trail.slice(-2).map(({ keyring }) => keyring)
  const { identity, erased } = eraseOld(p, before, newest, today)
  if (erased > 0) tools.ledger.file({}, { items: [identityItem(identity)], scrub: true })
  return erased
}
