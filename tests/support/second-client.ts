import type { FoundDrop } from '../../src/protocol/thread/cell.ts'
import type { Setting } from '../second-client/messages.ts'
import { signKey } from '../second-client/primitives.ts'
import type { Thread } from '../second-client/threads.ts'
import * as threads from './threads.ts'

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
