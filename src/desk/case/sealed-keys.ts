import { toHex } from '../../protocol/bytes.ts'
import type { TrustedKeyring } from '../../protocol/keyring/chain.ts'
import type { Trail } from '../../protocol/keyring/trail.ts'
import type { Digests } from '../../protocol/primitives/primitives.ts'
import type { KeyEvent } from '../../protocol/thread/events.ts'
import { keyName } from '../../protocol/thread/lane.ts'
import type { Message } from '../../protocol/thread/message.ts'
import type { ThreadView } from '../../protocol/thread/read.ts'
import { type RekeyedThread, type SharedKey, sealedUnder } from '../../protocol/thread/shared-key.ts'
import type { CaseSources } from './case-sources.ts'
import { membersOf, stillIn } from './circles.ts'
import { openedOf } from './watch.ts'

/** A message of the thread of keys in which a key is sealed. */
export type SealedMessage = Message & { readonly event: Extract<KeyEvent, { readonly sealed: string }> }

export const sealedIn = ({ messages }: ThreadView): SealedMessage[] => messages.filter(isSealed)

const SEALED: ReadonlySet<string> = new Set(['case-key', 'next-key', 'grant'])

const isSealed = (message: Message): message is SealedMessage =>
  message.event !== null && SEALED.has(message.event.type)

/**
 * The keyring that a key is sealed under. `void` for everyone when that is older than the tip's, or when the key was made
 * for another week than its message; null while the keyring is not known here: a colleague may have learned of it before.
 */
export function keyringUnder(
  trail: Trail,
  tipSeq: number,
  { sealed, week }: { readonly sealed: string; readonly week: number },
): TrustedKeyring | 'void' | null {
  const under = sealedUnder(sealed)
  // For any other week its maker would choose which intake keys are asked for, and so be told of its readers' visits.
  if (under === null || Math.abs(under.epoch - week) > 1) return 'void'
  const trusted = trail.find(({ hash }) => toHex(hash) === toHex(under.keyringHash))
  if (trusted === undefined) return null
  const { seq, recipients } = trusted.keyring
  // Whom an older keyring lists, the newer one that the tip was sealed under may have left out.
  return seq < tipSeq || recipients.length !== under.recipients ? 'void' : trusted
}

/**
 * The valid case keys that this desk holds, in order, each once. A key counts for its whole circle, also when it was not
 * sealed to those who left: whoever was handed it cannot see which of them were spared.
 */
export function caseKeysIn(p: Digests, sources: CaseSources, { messages }: ThreadView): SharedKey[] {
  const opened = openedOf(sources.watch)
  const left = new Set(messages.flatMap(({ author, event }) => (event?.type === 'leave' ? [author] : [])))
  const found = messages.flatMap(({ hash, event }): SharedKey[] => {
    const received = opened.get(hash)
    if (event?.type !== 'case-key' || received === undefined || typeof received === 'string') return []
    const readers = circleUnder(sources, received.seq, event.circle)
    const isWhole = readers.every((id) => received.readers.includes(id) || left.has(id))
    return isWhole ? [{ ...received, readers }] : []
  })
  return [...new Map(found.toReversed().map((each) => [keyName(p, each.key), each])).values()].toReversed()
}

/** Whom a keyring lists of a circle. */
function circleUnder(
  { trail, keyring, tip }: CaseSources,
  seq: number,
  circle: 'desks' | 'escalate',
): string[] {
  const under = trail.find((each) => each.keyring.seq === seq)
  return under === undefined ? [] : stillIn(under.keyring, membersOf(keyring, tip, circle))
}

/** A valid key with which a thread can go on. */
export interface NextKey {
  readonly thread: RekeyedThread
  /** 32 hexadecimal digits, as a rekey has it. */
  readonly name: string
  readonly shared: SharedKey
  /** The message in which it is sealed. */
  readonly message: Message
}

/** The next keys that this desk holds, in order. */
export function nextKeysIn(p: Digests, { watch }: CaseSources, { messages }: ThreadView): NextKey[] {
  const opened = openedOf(watch)
  return messages.flatMap((message): NextKey[] => {
    const { event, hash } = message
    const shared = opened.get(hash)
    if (event?.type !== 'next-key' || shared === undefined || typeof shared === 'string') return []
    return [{ thread: event.thread, name: keyName(p, shared.key), shared, message }]
  })
}
