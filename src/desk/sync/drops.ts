import type { Api, Authorize } from '../../client/api.ts'
import { type WireDrop, weekOf } from '../../protocol/drop.ts'
import { CandorError } from '../../protocol/errors.ts'
import type { TrustedKeyring } from '../../protocol/keyring/chain.ts'
import type { Trail } from '../../protocol/keyring/trail.ts'
import type { Primitives } from '../../protocol/primitives/primitives.ts'
import { firstDayOfEpoch, parseDay } from '../../protocol/time.ts'
import type { WirePage } from '../../protocol/wire.ts'
import { type Casebook, isSound, loadCase } from '../case/casebook.ts'
import { contextOf, type KeyTools } from '../case/receive.ts'
import { type Settled, settle } from '../case/settle.ts'
import type { Watch } from '../case/watch.ts'
import type { Directory } from '../vault/directory.ts'
import type { Lookout } from './lookout.ts'
import { findFor, type Haul, type LanesFor, sortHaul } from './match.ts'

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

/** Enough for the keys of a year. */
const MOST_MISSING = 64

/**
 * Fetches the intake keys that colleagues may have sealed keys to, whether or not there are any for this desk: later
 * it would show what could be opened.
 * @param missing what the server did not have before, as `keyring/week`: it is not asked for now
 * @returns what is missing then
 */
export async function fetchKeys(
  { directory, identity }: KeyTools,
  rows: readonly WireDrop[],
  lastWeek: number,
  missing: readonly string[],
): Promise<readonly string[]> {
  const lacking = new Set(missing)
  for (const week of weeksOf(rows, lastWeek)) {
    for (const trusted of keyringsIn(directory.trail, week)) {
      const name = `${trusted.keyring.seq}/${week}`
      if (lacking.has(name) || !listsFor(trusted, identity.recipientId, week)) continue
      if ((await contextOf(directory, trusted, week)) === null) lacking.add(name)
    }
  }
  return [...lacking].slice(-MOST_MISSING)
}

/** Asks once more for what the server did not have. Answers with what it still does not have. */
export async function askAgain(directory: Directory, missing: readonly string[]): Promise<readonly string[]> {
  const lacking: string[] = []
  for (const name of missing) {
    const [seq, week] = name.split('/').map(Number) as [number, number]
    const trusted = directory.trail.find(({ keyring }) => keyring.seq === seq)
    if (trusted !== undefined && (await contextOf(directory, trusted, week)) === null) lacking.push(name)
  }
  return lacking
}

/** The weeks of a page and those beside them: a key may be sealed for one that its message does not lie in. */
function weeksOf(rows: readonly WireDrop[], lastWeek: number): number[] {
  const lieIn = new Set(rows.map(({ locator }) => weekOf(locator)))
  const weeks = new Set([...lieIn].flatMap((week) => [week - 1, week, week + 1]))
  return [...weeks].filter((week) => week >= 0 && week <= lastWeek).toSorted((a, b) => a - b)
}

/** Whether somebody could seal to this desk in a week: everyone who is listed has a key for it. */
const listsFor = ({ keyring: { recipients } }: TrustedKeyring, recipientId: string, week: number): boolean =>
  recipients.some(({ id }) => id === recipientId) && recipients.every(({ firstEpoch }) => firstEpoch <= week)

const keyringsIn = (trail: Trail, week: number): TrustedKeyring[] =>
  trail.filter(({ keyring }, i) => {
    const after = trail[i + 1]
    const first = firstDayOfEpoch(week)
    const began = parseDay(keyring.validFrom) <= first + LENIENT
    return began && (after === undefined || parseDay(after.keyring.validFrom) >= first - LENIENT)
  })

/** What came for each case. */
export function settleAll(
  p: Primitives,
  tools: KeyTools,
  casebook: Casebook,
  { watches }: Lookout,
  rows: readonly WireDrop[],
  lanesFor: LanesFor,
): ReadonlyMap<number, Settled> {
  const settled = new Map<number, Settled>()
  const haul = sortHaul(casebook.cabinet, rows)
  for (const [number, watch] of watches) {
    const first = [...(haul.forks.get(number) ?? []), ...findFor(p, haul, lanesFor, watch)]
    if (first.length === 0 && !watch.undecided) continue
    // Another program may have forgotten the case meanwhile.
    if (casebook.cabinet.summary(number) === null) continue
    const stored = loadCase(p, casebook, number)
    if (!isSound(stored)) continue
    settled.set(number, settle(p, tools, casebook, stored, finder(p, haul, lanesFor, first)))
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
