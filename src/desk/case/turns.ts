import { fromBase64, fromHex } from '../../protocol/bytes.ts'
import type { Primitives } from '../../protocol/primitives/primitives.ts'
import type { Resolve } from '../../protocol/thread/chain.ts'
import type { ThreadView } from '../../protocol/thread/read.ts'
import type { RekeyedThread } from '../../protocol/thread/shared-key.ts'
import { sealToSource } from '../../protocol/thread/source-slot.ts'
import type { Turn } from '../../protocol/thread/turn.ts'
import type { CaseSources } from './case-sources.ts'
import { type NextKey, nextKeysIn } from './sealed-keys.ts'
import { openedOf } from './watch.ts'

/** What this desk makes of the rekeys of a thread. */
export interface Judge {
  readonly resolve: Resolve
  /** Whether a rekey is known to lead nowhere; of a key that is not for this desk that cannot be known. */
  readonly isVoid: (turn: Turn) => boolean
}

/** Judges rekeys by the thread of keys: who holds the next key makes the source's slot again (docs/protocol.md, 11.8). */
export function judgeOf(p: Primitives, sources: CaseSources, thread: RekeyedThread, keys: ThreadView): Judge {
  const nextKeys = nextKeysIn(p, sources, keys).filter((each) => each.thread === thread)
  const isRight = slotCheck(p, sources)
  const hidden = staysOfHidden(sources, thread, keys)
  const find = (turn: Turn): NextKey | undefined => nextKeys.find((each) => isNamed(turn, each))
  const resolve = (turn: Turn) => {
    const next = find(turn)
    return next !== undefined && (thread === 'team' || isRight(turn, next)) ? next.shared : null
  }
  const isUnknowable = (turn: Turn) => find(turn) === undefined && hidden.has(turn.event.stays.join())
  return { resolve, isVoid: (turn) => resolve(turn) === null && !isUnknowable(turn) }
}

const isNamed = ({ event: { next, stays } }: Turn, { name, shared }: NextKey): boolean =>
  name === next && stays.join() === shared.readers.join()

/** The slots of the source are made once for each pair of keys: somebody may have written thousands of rekeys. */
function slotCheck(p: Primitives, { trail, envelope, tip }: CaseSources) {
  const made = new Map<string, string>()
  const orgId = trail.at(-1)?.orgId ?? new Uint8Array()
  return ({ key: from, event }: Turn, { name, shared }: NextKey): boolean => {
    const pair = `${from} ${name}`
    const place = { orgId, envelope: fromHex(envelope), from }
    const right = made.get(pair) ?? sealToSource(p, place, shared.key, fromBase64(tip.seal))
    made.set(pair, right)
    return 'sealed' in event && event.sealed === right
  }
}

/** Among whom there is a next key that this desk cannot open, or not yet. */
function staysOfHidden({ watch }: CaseSources, thread: RekeyedThread, { messages }: ThreadView): Set<string> {
  const opened = openedOf(watch)
  const hidden = messages.flatMap(({ event, hash }) => {
    const isOther = event?.type !== 'next-key' || event.thread !== thread
    return isOther || (opened.get(hash) ?? 'not-mine') !== 'not-mine' ? [] : [event.stays.join()]
  })
  return new Set(hidden)
}
