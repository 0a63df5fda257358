import { fromBase64, fromHex } from '../../protocol/bytes.ts'
import type { Trail } from '../../protocol/keyring/trail.ts'
import type { Digests, Primitives } from '../../protocol/primitives/primitives.ts'
import { keyName } from '../../protocol/thread/lane.ts'
import type { RekeyedThread, SharedKey } from '../../protocol/thread/shared-key.ts'
import { sealToSource } from '../../protocol/thread/source-slot.ts'
import type { SoundCase } from '../case/casebook.ts'
import { isRecapDue, type Progress } from '../case/progress.ts'
import { type CaseThreads, writingKey } from '../case/threads.ts'
import { type Opened, openedOf } from '../case/watch.ts'

/** What it takes to say whether the right people read a case. */
export interface Ground {
  readonly trail: Trail
  readonly threads: CaseThreads
  readonly opened: Opened
}

export const groundOf = (
  trail: Trail,
  { watch }: Pick<SoundCase, 'watch'>,
  threads: CaseThreads,
): Ground => ({
  trail,
  threads,
  opened: openedOf(watch),
})

/**
 * Who goes on reading a thread whose key has to be replaced, in ascending order; null while nobody who reads it has gone
 * (docs/protocol.md, 11.8).
 */
export function staysAfter(p: Digests, ground: Ground, thread: RekeyedThread): readonly string[] | null {
  const current = writingKey(ground.threads[thread])
  if (current === null || !isOutlived(p, ground, current)) return null
  const { members, granted } = ground.threads.members
  const reading = new Set([...readersOf(p, ground, current), ...granted])
  return [...reading].filter((id) => members.includes(id) && isListed(ground.trail, id)).toSorted()
}

/** Whether somebody who reads a key is not in the newest keyring, has another identity there, or has left. */
const isOutlived = (p: Digests, ground: Ground, key: SharedKey): boolean =>
  readersOf(p, ground, key).some((id) => hasGone(ground, key, id))

function hasGone({ trail, threads }: Ground, { seq }: SharedKey, id: string): boolean {
  const entries = trail.flatMap(({ keyring }) =>
    keyring.seq < seq ? [] : keyring.recipients.filter((each) => each.id === id),
  )
  const isSame = entries.every(({ identity }) => identity === entries[0]?.identity)
  return !isSame || !isListed(trail, id) || threads.members.left.includes(id)
}

const isListed = (trail: Trail, id: string): boolean =>
  trail.at(-1)?.keyring.recipients.some((each) => each.id === id) === true

/** To whom a key was sealed, and who was granted the case since. */
function readersOf(p: Digests, { threads, opened }: Ground, { key, readers }: SharedKey): string[] {
  const { messages } = threads.keys.view
  const name = keyName(p, key)
  const at = messages.findIndex(({ hash }) => {
    const received = opened.get(hash)
    return typeof received === 'object' && keyName(p, received.key) === name
  })
  const since = messages
    .slice(at + 1)
    .flatMap(({ event, hash }) =>
      event?.type === 'grant' && threads.members.grants.includes(hash) ? [event.to] : [],
    )
  return [...new Set([...readers, ...since])]
}

/** A key with which a thread can go on among those who stay; null while there is none that this desk can open. */
export function nextKeyFor(
  p: Digests,
  ground: Ground,
  thread: RekeyedThread,
  stays: readonly string[],
): SharedKey | null {
  const { threads } = ground
  const used = threads[thread].chains.flatMap(({ keys }) => keys).map(({ key }) => keyName(p, key))
  const possible = threads.nextKeys.find(
    ({ thread: of, name, shared }) =>
      of === thread &&
      shared.readers.join() === stays.join() &&
      !used.includes(name) &&
      !isOutlived(p, ground, shared),
  )
  return possible?.shared ?? null
}

/** Who can read what is written in a thread now, as far as is known; nobody where there is no key yet. */
export function readingNow(p: Digests, ground: Ground, thread: RekeyedThread): readonly string[] {
  const current = writingKey(ground.threads[thread])
  return current === null ? [] : readersOf(p, ground, current)
}

/** Where a conversation has gone on under another key: from which, under which, and since which day that stands there. */
export function movedOn(p: Digests, { threads: { conversation } }: Ground) {
  const [chain] = conversation.chains
  const first = chain?.keys[0]
  if (chain === undefined || first === undefined || first === chain.current) return null
  const next = keyName(p, chain.current.key)
  const led = conversation.view.messages.flatMap(({ event, day }) =>
    (event?.type === 'rekey' || event?.type === 'follow') && event.next === next ? [day] : [],
  )
  return { first, current: chain.current, led: Math.max(...led) }
}

/** Whether a source who was away soon finds nothing any more that leads it to the key written under now. */
export function isFollowDue(
  p: Digests,
  ground: Ground,
  progress: Progress,
  today: number,
  dropDays: number,
): boolean {
  const moved = movedOn(p, ground)
  return moved !== null && isRecapDue({ ...progress, told: moved.led }, today, dropDays)
}

/** What leads the source of a conversation from one key to another. */
export const leadingTo = (
  p: Primitives,
  orgId: Uint8Array,
  { record, tip }: SoundCase,
  from: SharedKey,
  next: SharedKey,
) => {
  const place = { orgId, envelope: fromHex(record.envelope), from: keyName(p, from.key) }
  return {
    stays: next.readers.toSorted(),
    next: keyName(p, next.key),
    sealed: sealToSource(p, place, next.key, fromBase64(tip.seal)),
  }
}
