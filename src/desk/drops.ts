import type { Api, Authorize } from '../client/api.ts'
import { type WireDrop, weekOf } from '../protocol/drop.ts'
import { CandorError } from '../protocol/errors.ts'
import type { TrustedKeyring } from '../protocol/keyring/chain.ts'
import type { Trail } from '../protocol/keyring/trail.ts'
import type { Primitives } from '../protocol/primitives/primitives.ts'
import { firstDayOfEpoch, parseDay } from '../protocol/time.ts'
import type { WirePage } from '../protocol/wire.ts'
import { type Casebook, isSound, loadCase } from './casebook.ts'
import type { Lookout } from './lookout.ts'
import { findFor, type Haul, type LanesFor, sortHaul } from './match.ts'
import { contextOf, type KeyTools } from './receive.ts'
import { type Settled, settle } from './settle.ts'
import type { Watch } from './watch.ts'

/**
 * The next drops; null when the server has gone back behind the cursor. A batch whose drops were deleted has no rows.
 * @throws `answer_malformed`
 */
export async function fetchDrops(
  api: Api,
  authorize: Authorize,
  cursor: number,
): Promise<WirePage<WireDrop> | null> {
  const page = await api.teamDrops(cursor, authorize)
  const first = page.rows[0]?.batch
  if (page.next < cursor) return null
  if ((first !== undefined && first <= cursor) || (page.more && page.next === cursor)) throw stuck()
  return page
}

/** How far before and after its time somebody may seal to a keyring, in days. */
const LENIENT = 28

/**
 * Fetches the intake keys that colleagues may have sealed keys to, whether or not there are any for this desk: later
 * it would show what could be opened.
 */
export async function fetchKeys(
  { directory, identity }: KeyTools,
  rows: readonly WireDrop[],
  lastWeek: number,
): Promise<void> {
  const weeks = new Set(rows.map(({ locator }) => weekOf(locator)))
  for (const week of [...weeks].filter((each) => each <= lastWeek).toSorted((a, b) => a - b)) {
    for (const trusted of keyringsIn(directory.trail, week)) {
      const lists = trusted.keyring.recipients.some(({ id }) => id === identity.recipientId)
      if (lists) await contextOf(directory, trusted, week)
    }
  }
}

const keyringsIn = (trail: Trail, week: number): TrustedKeyring[] =>
  trail.filter(({ keyring }, i) => {
    const after = trail[i + 1]
    const first = firstDayOfEpoch(week)
    const began = parseDay(keyring.validFrom) <= first + LENIENT
    return began && (after === undefined || parseDay(after.keyring.validFrom) >= first - LENIENT)
  })

/** What came for each case. */
export async function settleAll(
  p: Primitives,
  tools: KeyTools,
  casebook: Casebook,
  { watches }: Lookout,
  rows: readonly WireDrop[],
  lanesFor: LanesFor,
): Promise<ReadonlyMap<number, Settled>> {
  const settled = new Map<number, Settled>()
  const haul = sortHaul(casebook.cabinet, rows)
  for (const [number, watch] of watches) {
    const first = [...(haul.forks.get(number) ?? []), ...findFor(p, haul, lanesFor, watch)]
    const stored = first.length === 0 && !watch.undecided ? null : loadCase(p, casebook, number)
    if (stored === null || !isSound(stored)) continue
    settled.set(number, await settle(p, tools, casebook, stored, finder(p, haul, lanesFor, first)))
  }
  return settled
}

/** What was found at first, and then what more keys show. */
function finder(p: Primitives, haul: Haul, lanesFor: LanesFor, first: ReturnType<typeof findFor>) {
  let isFirst = true
  return (watch: Watch) => {
    const found = isFirst ? first : findFor(p, haul, lanesFor, watch)
    isFirst = false
    return found
  }
}

const stuck = () =>
  new CandorError('answer_malformed', 'the server’s list of messages does not go on', 'try again later')
