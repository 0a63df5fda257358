import { CandorError } from '../../protocol/errors.ts'
import type { Primitives } from '../../protocol/primitives/primitives.ts'
import { isSound, loadCase, loadShown, openCasebook } from '../case/casebook.ts'
import type { Cabinet } from '../vault/cabinet.ts'
import type { Vault } from '../vault/vault.ts'
import { putInQueue, requireSayable, requireSound, threadsOf } from './casework.ts'
import { type CasePeople, peopleOf } from './people.ts'
import { type Outgoing, type Queueable, readQueue, type Timing, type Waiting } from './queue.ts'
import { groundOf } from './rekeys.ts'

function openPeople(p: Primitives, vault: Vault, cabinet: Cabinet, number: number) {
  const casebook = openCasebook(p, vault, cabinet)
  const stored = requireSound(loadShown(p, casebook, number))
  const ground = groundOf(casebook.trail, stored, threadsOf(p, casebook, stored))
  return { stored, people: peopleOf(p, stored, ground) }
}

/** Why somebody cannot be granted a case. */
export type NotGranted = 'left-out' | 'reads' | 'unlisted'

export function whyNotGranted(people: CasePeople, to: string): NotGranted | null {
  if (people.leftOut.includes(to)) return 'left-out'
  if (people.candidates.includes(to)) return null
  return people.reading.includes(to) ? 'reads' : 'unlisted'
}

/**
 * Lets somebody read a case to whom its tip was not sealed (docs/protocol.md, 11.9): everything that was said and done, and
 * what will be. The tip goes to them in a parcel.
 * @param to the recipient's id
 * @param again also where they read it already: they are handed the keys once more
 * @throws `not_found`, `usage`
 */
export function grant(
  p: Primitives,
  vault: Vault,
  cabinet: Cabinet,
  number: number,
  { to, again }: { readonly to: string; readonly again: boolean },
  timing: Timing,
): Waiting {
  const { stored, people } = openPeople(p, vault, cabinet, number)
  const why = whyNotGranted(people, to)
  if (to === vault.identity.recipientId || (why !== null && !(again && why === 'reads')))
    throw new CandorError('usage', 'this person cannot be granted the case')
  if (isQueued(cabinet, number, 'grant', to))
    throw new CandorError('usage', 'it is granted already, and waits to leave', 'sync, and it leaves in time')
  const things: Queueable[] = [
    { thread: 'keys', event: { type: 'grant', to, sealed: '', box: '' } },
    { thread: 'parcel', event: { type: 'parcel', to } },
  ]
  return putInQueue(vault, cabinet, stored, things, timing)
}

/** The names of cases that nobody else who is listed now could open: of those, too, that wait unseen for a clock to run out. */
export function casesAlone(p: Primitives, vault: Vault, cabinet: Cabinet): string[] {
  const casebook = openCasebook(p, vault, cabinet)
  return cabinet.summaries().flatMap(({ number }) => {
    const stored = loadCase(p, casebook, number)
    if (!isSound(stored)) return []
    const people = peopleOf(p, stored, groundOf(casebook.trail, stored, threadsOf(p, casebook, stored)))
    return remaining(people, vault).length === 0 ? [stored.record.name] : []
  })
}

/**
 * Leaves a case: once colleagues are told, it is forgotten here, and they go on under other keys.
 * @param reason for colleagues; none when it is empty
 * @throws `not_found`, `usage` where nobody else could open it then
 */
export function leave(
  p: Primitives,
  vault: Vault,
  cabinet: Cabinet,
  number: number,
  reason: string,
  timing: Timing,
): Waiting {
  const { stored, people } = openPeople(p, vault, cabinet, number)
  if (remaining(people, vault).length === 0)
    throw new CandorError('usage', 'nobody else could open this case', 'grant it to somebody first')
  refuseLeaving(cabinet, number)
  const note: Queueable[] = reason === '' ? [] : [{ thread: 'team', event: { type: 'note', text: reason } }]
  return putInQueue(vault, cabinet, stored, [...note, LEAVE], timing)
}

const LEAVE: Queueable = { thread: 'keys', event: { type: 'leave' } }

function refuseLeaving(cabinet: Cabinet, number: number): void {
  if (isQueued(cabinet, number, 'leave'))
    throw new CandorError('usage', 'you are leaving this case already', 'sync, and it leaves in time')
}

/**
 * Tells colleagues that one should not work on a case, and leaves it. Where nobody else could open it then, it is said and
 * one goes on reading: otherwise nobody would.
 * @param reason for colleagues; it may be empty
 * @throws `not_found`, `usage` where one is leaving it already, or for a reason that cannot be said
 */
export function declareConflict(
  p: Primitives,
  vault: Vault,
  cabinet: Cabinet,
  number: number,
  reason: string,
  timing: Timing,
): { readonly waiting: Waiting; readonly leaves: boolean } {
  const { stored, people } = openPeople(p, vault, cabinet, number)
  refuseLeaving(cabinet, number)
  const said: Outgoing = { thread: 'team', event: { type: 'conflict', reason } }
  requireSayable(vault, said)
  const leaves = remaining(people, vault).length > 0
  const waiting = putInQueue(vault, cabinet, stored, leaves ? [said, LEAVE] : [said], timing)
  return { waiting, leaves }
}

/** Who else could open a case. */
export const remaining = (
  { members }: CasePeople,
  { identity }: Pick<Vault, 'identity'>,
): readonly string[] => members.filter((id) => id !== identity.recipientId)

const isQueued = (cabinet: Cabinet, number: number, type: string, to: string | null = null): boolean =>
  readQueue(cabinet).some(({ number: at, outgoing: { event } }) => {
    const isFor = to === null || ('to' in event && event.to === to)
    return at === number && event.type === type && isFor
  })
