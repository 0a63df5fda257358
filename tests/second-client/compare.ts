import type { FoundDrop } from '../../src/protocol/thread/cell.ts'
import * as threads from '../support/threads.ts'
import type { Setting } from './messages.ts'
import { signKey } from './primitives.ts'
import type { Thread } from './threads.ts'

export const setting: Setting = {
  orgId: threads.orgId,
  envelope: threads.envelope,
  thread: 'conversation',
  keysOf: (author) =>
    threads.everyone.filter((voice) => voice.author === author).map(({ signing }) => signKey(signing)),
}

/** The same drops, as the second client finds them. */
export const own = (drops: readonly FoundDrop[]) =>
  drops.map(({ lane, week, place, locator, cell }) => ({
    lane: { author: lane.author, key: lane.key, lane: lane.secret },
    week,
    place,
    locator,
    cell,
  }))

export const summary = ({ messages, aside, missing, forked }: Thread) => ({
  messages: messages.map(({ hash }) => hash),
  aside: aside.map(({ author, place, why }) => `${author} ${place} ${why}`).toSorted(),
  missing,
  forked,
})
