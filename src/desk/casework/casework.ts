import { toBase64, toUtf8 } from '../../protocol/bytes.ts'
import { encodeCanonical } from '../../protocol/canonical.ts'
import { CandorError } from '../../protocol/errors.ts'
import type { Keyring } from '../../protocol/keyring/statement.ts'
import type { Trail } from '../../protocol/keyring/trail.ts'
import type { Primitives } from '../../protocol/primitives/primitives.ts'
import type { Clocks } from '../../protocol/thread/clocks.ts'
import type { Conversation } from '../../protocol/thread/conversation.ts'
import { parseEvent } from '../../protocol/thread/events.ts'
import type { CaseFile } from '../../protocol/thread/team.ts'
import type { Circle } from '../../protocol/tip.ts'
import { type CaseRecord, type CaseSummary, readSummary } from '../case/case.ts'
import {
  type Casebook,
  changeOf,
  heldOf,
  isSound,
  loadShown,
  lookerOf,
  openCasebook,
  type SoundCase,
  type StoredCase,
  sourcesOf,
} from '../case/casebook.ts'
import { type Folded, foldThreads, fromSource, NOTHING_WRITTEN, unreadIn } from '../case/progress.ts'
import { readThreads } from '../case/threads.ts'
import type { Cabinet } from '../vault/cabinet.ts'
import { openLedger } from '../vault/state.ts'
import type { Vault } from '../vault/vault.ts'
import { type CasePeople, peopleOf } from './people.ts'
import {
  isLeaving,
  type Outgoing,
  type Queueable,
  type QueuedRow,
  readQueue,
  type Timing,
  type Waiting,
  waitingOf,
} from './queue.ts'
import { groundOf } from './rekeys.ts'
import { rowsFor } from './rows.ts'

export type { Outgoing, Timing, Waiting } from './queue.ts'

/** A case with everything that was said and done in it, from the vault alone. */
export interface Casework {
  readonly number: number
  readonly record: CaseRecord
  /** In which way it reached this desk; null for a void tip. */
  readonly circle: Circle | null
  /** The keyring that the tip was sealed under: its people, desks and questions. */
  readonly keyring: Keyring
  /** All keyrings, oldest first: names of people who came or went since. */
  readonly trail: Trail
  /** Null for a void tip. */
  readonly conversation: Conversation | null
  /** Empty for a void tip. */
  readonly file: CaseFile
  /** Null for a void tip. */
  readonly clocks: Clocks | null
  /** Who reads it, came and went; null for a void tip. */
  readonly people: CasePeople | null
  /** The hashes of what the source said that nobody here has looked at. */
  readonly unread: readonly string[]
  /** What was decided here and is not handed in yet, oldest first. */
  readonly waiting: readonly Waiting[]
}

/** @throws `not_found` when there is no such case, or it waits for a clock to run out */
export function openCasework(p: Primitives, vault: Vault, cabinet: Cabinet, number: number): Casework {
  // Read first: what is handed in meanwhile stands in both for a moment, and never in neither.
  const waiting = queueOf(cabinet, number).map(waitingOf)
  const casebook = openCasebook(p, vault, cabinet)
  const stored = loadShown(p, casebook, number)
  const { record, keyring, watch } = stored
  const common = { number, record, circle: watch.circle, keyring, trail: casebook.trail, waiting }
  if (isSound(stored)) {
    const threads = threadsOf(p, casebook, stored)
    const people = peopleOf(p, stored, groundOf(casebook.trail, stored, threads))
    const folded = foldThreads(threads, record, casebook.trail)
    return { ...common, people, unread: unreadIn(folded.conversation, lookerOf(vault, watch)), ...folded }
  }
  const { file } = foldThreads(NOTHING_WRITTEN, record, casebook.trail)
  return { ...common, file, people: null, unread: [], conversation: null, clocks: null }
}

const queueOf = (cabinet: Cabinet, number: number): QueuedRow[] =>
  readQueue(cabinet).filter((each) => each.number === number)

export const threadsOf = (p: Primitives, casebook: Casebook, stored: SoundCase) =>
  readThreads(p, sourcesOf(casebook, stored, heldOf(casebook, stored.number)))

const fold = (p: Primitives, casebook: Casebook, stored: SoundCase): Folded =>
  foldThreads(threadsOf(p, casebook, stored), stored.record, casebook.trail)

/** @throws `usage`, `tip_too_long` */
export function requireSayable({ identity }: Vault, { thread, event }: Outgoing): void {
  if (typeof parseEvent(thread, identity.recipientId, event) === 'string')
    throw new CandorError('usage', 'this is too long, or not something that can be said here')
  if (toUtf8(JSON.stringify(event)).length > MOST_BYTES)
    throw new CandorError('tip_too_long', 'this is too long for one message', 'send it in several messages')
}

/** What 64 cells hold beside the heads of a thread with more than a hundred lanes: beyond that it is refused later. */
const MOST_BYTES = 100_000

/**
 * Puts something into the queue; `flush` and `sync` hand it in when its time has come. What the team writes first in a case
 * brings a key for the case along.
 * @throws `not_found`, `usage` for what cannot be said there and where one is leaving, `tip_too_long`
 */
export function enqueue(
  p: Primitives,
  vault: Vault,
  cabinet: Cabinet,
  number: number,
  outgoing: Outgoing,
  timing: Timing,
): Waiting {
  const stored = requireSound(loadShown(p, openCasebook(p, vault, cabinet), number))
  requireSayable(vault, outgoing)
  return putInQueue(vault, cabinet, stored, [outgoing], timing)
}

/** The rows of what a person does, behind what has to go ahead of it. Answers with the last of them. */
export function putInQueue(
  vault: Vault,
  cabinet: Cabinet,
  stored: SoundCase,
  things: readonly Queueable[],
  timing: Timing,
): Waiting {
  const before = queueOf(cabinet, stored.number)
  if (isLeaving(before)) throw leaving()
  const { queue, last } = rowsFor(vault, stored, before, things, timing)
  cabinet.file({ queue })
  return waitingOf(last)
}

const leaving = () =>
  new CandorError(
    'usage',
    'you are leaving this case, and what you say now would be lost',
    'take the departure back first, or let a colleague say it',
  )

/** @throws `usage` */
export function requireSound(stored: StoredCase): SoundCase {
  if (isSound(stored)) return stored
  throw new CandorError('usage', 'this tip was set aside, so nothing can be said or done about it')
}

/**
 * Queues the acknowledgement that a person has opened the tip; null when there is one already, or nothing to acknowledge.
 * @throws `not_found`
 */
export function acknowledge(
  p: Primitives,
  vault: Vault,
  cabinet: Cabinet,
  number: number,
  timing: Timing,
): Waiting | null {
  const casebook = openCasebook(p, vault, cabinet)
  const stored = loadShown(p, casebook, number)
  if (!isSound(stored) || fold(p, casebook, stored).conversation.acknowledged !== null) return null
  const before = queueOf(cabinet, number)
  if (isLeaving(before) || before.some(({ outgoing }) => outgoing.event.type === 'acknowledge')) return null
  const { record, tip } = stored
  const hash = toBase64(p.sha256(encodeCanonical(tip)))
  const desk = deskOf(vault, stored)
  const event = { type: 'acknowledge', envelope: record.envelope, tip: hash, desk } as const
  return enqueue(p, vault, cabinet, number, { thread: 'conversation', event }, timing)
}

/** The first desk at which the tip found this person. */
function deskOf({ identity }: Vault, { keyring, tip }: SoundCase): string {
  const own = keyring.recipients.find(({ id }) => id === identity.recipientId)?.desks ?? []
  return [...tip.desks, ...tip.escalate].find((desk) => own.includes(desk)) ?? (tip.desks[0] as string)
}

/**
 * Everything from the source in this case has been looked at.
 * @throws `not_found`, `vault_busy`
 */
export function markSeen(p: Primitives, vault: Vault, cabinet: Cabinet, number: number): void {
  const ledger = openLedger(cabinet)
  const casebook = openCasebook(p, vault, cabinet)
  const stored = loadShown(p, casebook, number)
  if (!isSound(stored)) return
  const threads = threadsOf(p, casebook, stored)
  const seen = fromSource(foldThreads(threads, stored.record, casebook.trail).conversation)
  if (seen.every((hash) => stored.watch.seen.includes(hash))) return
  const looked = { ...stored, watch: { ...stored.watch, seen, overtaken: [] } }
  ledger.file({}, { changes: [changeOf(casebook, looked, threads)] })
}

/** The lines of the inbox: nothing is folded for it. */
export const caseSummaries = (
  cabinet: Cabinet,
): { readonly number: number; readonly summary: CaseSummary }[] =>
  cabinet
    .summaries()
    .map(({ number, summary }) => ({ number, summary: readSummary(summary) }))
    .filter(({ summary }) => !summary.hidden)
