import type { Digests } from '../../protocol/primitives/primitives.ts'
import type { KeyEvent } from '../../protocol/thread/events.ts'
import type { SoundCase } from '../case/casebook.ts'
import { stillIn } from '../case/circles.ts'
import { type Ground, readingNow } from './rekeys.ts'

/** Who reads a case, and who came and went. All are ids. */
export interface CasePeople {
  /** Who can read what is written now. */
  readonly reading: readonly string[]
  /** Who read it once and does not any more: they left, or the organisation does not list them now. */
  readonly gone: readonly string[]
  /** Who belongs to it and is listed: to them, too, it can be left. */
  readonly members: readonly string[]
  /** To whom it can be granted. */
  readonly candidates: readonly string[]
  /** Whom the source left out: nobody may let them in. */
  readonly leftOut: readonly string[]
  /** Comings and goings, in order. */
  readonly moves: readonly Move[]
}

export interface Move {
  readonly author: string
  /** In days since 1970-01-01 UTC. */
  readonly day: number
  readonly event: Extract<KeyEvent, { readonly type: 'grant' | 'leave' }>
}

export function peopleOf(p: Digests, { tip }: SoundCase, ground: Ground): CasePeople {
  const { trail, threads } = ground
  const newest = trail.at(-1)?.keyring
  const listed = (ids: readonly string[]) => (newest === undefined ? [] : stillIn(newest, ids))
  const ever = [
    ...new Set([
      ...threads.conversation.chains.flatMap(({ keys }) => keys[0]?.readers ?? []),
      ...threads.members.granted,
    ]),
  ]
  const members = listed(threads.members.members)
  const reading = listed(readingNow(p, ground, 'conversation')).filter((id) => members.includes(id))
  const everyone = newest?.recipients.map(({ id }) => id) ?? []
  return {
    reading,
    gone: ever.filter((id) => !members.includes(id)),
    members,
    candidates: everyone.filter((id) => !tip.exclude.includes(id) && !reading.includes(id)),
    leftOut: tip.exclude,
    moves: movesIn(ground),
  }
}

const movesIn = ({ threads: { keys, members } }: Ground): Move[] =>
  keys.view.messages.flatMap(({ author, day, event, hash }) => {
    const counts = event?.type === 'leave' || (event?.type === 'grant' && members.grants.includes(hash))
    return counts ? [{ author, day, event }] : []
  })
