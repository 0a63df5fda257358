import type { Keyring } from '../protocol/keyring/statement.ts'
import type { Primitives } from '../protocol/primitives/primitives.ts'
import { epochOfDay, firstDayOfEpoch, parseDay } from '../protocol/time.ts'
import type { WireRecipients } from '../protocol/wire.ts'
import { renewLists } from './renew.ts'

/** Something that an admin has to see to. */
export type Task =
  | { readonly type: 'keyring-ends'; readonly until: string; readonly days: number }
  | { readonly type: 'keys-end'; readonly recipientId: string; readonly days: number }
  | { readonly type: 'not-synced'; readonly recipientId: string; readonly seen: string }
  | { readonly type: 'one-person'; readonly desk: string; readonly recipientId: string }
  | { readonly type: 'newer-keys'; readonly recipientIds: readonly string[] }
  | { readonly type: 'not-served'; readonly recipientIds: readonly string[] }
  | { readonly type: 'server-behind'; readonly held: number }

const WARN_DAYS = 60
/** From here on it is urgent. */
export const URGENT_DAYS = 30
const MOST_DAYS_AWAY = 4

export interface Sight {
  readonly keyring: Keyring
  /** Days since 1970-01-01 UTC. */
  readonly today: number
  readonly blocks: ReadonlyMap<string, Uint8Array>
  /** Ids of those without whose keys the newest keyring is not given out. */
  readonly waitingFor: readonly string[]
  /** Null when it could not be asked. */
  readonly visits: WireRecipients | null
}

/** What has to be done for an organisation to go on. */
export const tasksOf = (p: Primitives, sight: Sight): Task[] => [
  ...keyringEnds(sight),
  ...keysEnd(sight),
  ...awayFor(sight),
  ...alone(sight),
  ...newerKeys(p, sight),
  ...(sight.waitingFor.length > 0 ? [{ type: 'not-served', recipientIds: sight.waitingFor } as const] : []),
]

function keyringEnds({ keyring: { validUntil }, today }: Sight): Task[] {
  const days = parseDay(validUntil) - today
  return days > WARN_DAYS ? [] : [{ type: 'keyring-ends', until: validUntil, days }]
}

/** Days until the last week ends for which somebody has a key of its own; negative when it is over. */
export const daysOfKeys = (
  { firstEpoch, epochs }: Pick<Keyring['recipients'][number], 'firstEpoch' | 'epochs'>,
  today: number,
): number => firstDayOfEpoch(firstEpoch + epochs.length) - 1 - today

const keysEnd = ({ keyring: { recipients }, today }: Sight): Task[] =>
  recipients
    .map((each) => ({ type: 'keys-end', recipientId: each.id, days: daysOfKeys(each, today) }) as const)
    .filter(({ days }) => days <= WARN_DAYS)

const awayFor = ({ visits, today }: Sight): Task[] =>
  (visits?.recipients ?? [])
    .filter(({ seen }) => seen === '' || today - parseDay(seen) >= MOST_DAYS_AWAY)
    .map(({ id, seen }) => ({ type: 'not-synced', recipientId: id, seen }))

const alone = ({ keyring: { desks, recipients } }: Sight): Task[] =>
  desks.flatMap(({ id }): Task[] => {
    const there = recipients.filter((each) => each.desks.includes(id))
    const [only] = there
    return there.length === 1 && only !== undefined
      ? [{ type: 'one-person', desk: id, recipientId: only.id }]
      : []
  })

function newerKeys(p: Primitives, { keyring: { recipients }, blocks, today }: Sight): Task[] {
  const { blocks: taken } = renewLists(p, recipients, blocks, epochOfDay(today))
  return taken.length === 0 ? [] : [{ type: 'newer-keys', recipientIds: taken.map(({ id }) => id) }]
}
