import type { Keyring } from '../../protocol/keyring/statement.ts'
import type { Primitives } from '../../protocol/primitives/primitives.ts'
import { type Identity, keysetListed, lastWeekOf, listedIn, weeksOf } from './identity.ts'

/** What became of the key of a week. */
export type KeyState = 'erased' | 'held' | 'made'

/** The key of one week, as far as this vault knows. */
interface KeyWeek {
  readonly epoch: number
  /** `held` while it opens what is sealed to it, `made` while no keyring that is known here lists it. */
  readonly state: KeyState
}

/** How a vault's own keys stand. */
export interface KeyStanding {
  readonly weeks: readonly KeyWeek[]
  /** The first week whose tips this vault can still open, if they come now. */
  readonly from: number | null
  /** The last week of the list in the newest keyring; null when that lists none of this vault's identities. */
  readonly listedUntil: number | null
  /** The last week for which there is a key. */
  readonly madeUntil: number
  /** Whether the server has the newest of them. */
  readonly isHandedIn: boolean
}

/** From the list of the newest keyring that is known here, and what is held. */
export function keyStanding(p: Primitives, identity: Identity, newest: Keyring | undefined): KeyStanding {
  const listed = newest === undefined ? undefined : listedIn(newest, identity)
  const isMine = listed !== undefined && keysetListed(p, identity, listed) === identity
  const held = new Set(weeksOf(identity).map(({ epoch }) => epoch))
  const listedWeeks = isMine ? listed.epochs.map((_, i) => listed.firstEpoch + i) : []
  const listedUntil = listedWeeks.at(-1) ?? null
  const all = [...new Set([...listedWeeks, ...held])].toSorted((a, b) => a - b)
  const weeks = all.map((epoch): KeyWeek => ({ epoch, state: stateOf(held, listedUntil, epoch) }))
  return {
    weeks,
    from: weeks.find(({ state }) => state !== 'erased')?.epoch ?? null,
    listedUntil,
    madeUntil: lastWeekOf(identity),
    isHandedIn: identity.handedIn === lastWeekOf(identity),
  }
}

function stateOf(held: ReadonlySet<number>, listedUntil: number | null, epoch: number): KeyState {
  if (!held.has(epoch)) return 'erased'
  return listedUntil !== null && epoch <= listedUntil ? 'held' : 'made'
}

/** Something about a person's keys that somebody has to see to. */
export interface KeyConcern {
  readonly code: 'not-listed' | 'list-ended' | 'list-ends' | 'not-handed-in'
  /** The last week of their list, where that is the matter. */
  readonly epoch: number | null
}

/** Weeks before the end of a list in which there is time to see to it. */
const SOON = 8

/** @param week the week of today */
export function keyConcerns(standing: KeyStanding, week: number): KeyConcern[] {
  const { listedUntil, isHandedIn, madeUntil } = standing
  if (listedUntil === null) return [{ code: 'not-listed', epoch: null }]
  const isEnding = listedUntil - week < SOON && madeUntil > listedUntil
  return [
    ...(listedUntil < week ? [{ code: 'list-ended', epoch: listedUntil } as const] : []),
    ...(listedUntil >= week && isEnding ? [{ code: 'list-ends', epoch: listedUntil } as const] : []),
    ...(isHandedIn ? [] : [{ code: 'not-handed-in', epoch: null } as const]),
  ]
}
