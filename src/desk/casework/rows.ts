import type { SoundCase } from '../case/casebook.ts'
import type { Filing } from '../vault/cabinet.ts'
import type { Vault } from '../vault/vault.ts'
import {
  encodeQueued,
  hastened,
  keyToMake,
  type Queueable,
  type Queued,
  type QueuedRow,
  queuedBehind,
  type Timing,
} from './queue.ts'

/** What decides about the rows of a case. */
type RowsCase = Pick<SoundCase, 'number' | 'watch'>

interface NewRows {
  readonly queue: NonNullable<Filing['queue']>
  readonly last: Queued
}

/**
 * The rows of what a person does at once, behind what has to go ahead of it.
 * @param before what waits for the same case
 */
export function rowsFor(
  vault: Vault,
  stored: RowsCase,
  before: readonly QueuedRow[],
  things: readonly Queueable[],
  timing: Timing,
): NewRows {
  const { number } = stored
  const sooner = hastened(before, timing)
  const waiting = before.map((each) => sooner.find(({ place }) => place === each.place) ?? each)
  const added: Queued[] = []
  const ahead = keyBefore(vault, stored, waiting, things)
  for (const each of [...ahead, ...things])
    added.push(queuedBehind([...waiting, ...added], number, each, timing))
  const whole = asOne(added, ahead.length)
  const rows = [...sooner, ...whole.map((each) => ({ place: null, ...each }))]
  const queue = rows.map(({ place, ...each }) => ({ place, number, content: encodeQueued(each) }))
  return { queue, last: whole.at(-1) as Queued }
}

/** What was done at once belongs to the last of it. What had to go ahead stands for itself: others may lean on it soon. */
function asOne(added: readonly Queued[], ahead: number): Queued[] {
  const last = added.at(-1) as Queued
  return added.map((each, i) => (i < ahead || each === last ? each : { ...each, partOf: last.id }))
}

/** The case key that has to go ahead of what the team writes, and of a grant. Only of whom the tip was for it counts. */
function keyBefore(
  { identity }: Vault,
  { watch }: RowsCase,
  waiting: readonly Queued[],
  things: readonly Queueable[],
): Queueable[] {
  const hasKey =
    watch.keys.team.length > 0 || waiting.some(({ outgoing: { event } }) => event.type === 'case-key')
  const isForTeam = things.some(({ thread, event }) => thread === 'team' || event.type === 'grant')
  const { circle, people } = watch
  return isForTeam && !hasKey && circle !== null && people.includes(identity.recipientId)
    ? [keyToMake(circle)]
    : []
}
