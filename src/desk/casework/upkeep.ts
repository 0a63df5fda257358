import type { Primitives } from '../../protocol/primitives/primitives.ts'
import type { ReplyEvent } from '../../protocol/thread/events.ts'
import type { RekeyedThread } from '../../protocol/thread/shared-key.ts'
import { dayOf, dayText } from '../../protocol/time.ts'
import { type CaseSummary, encodeRow, readSummary } from '../case/case.ts'
import { type Casebook, heldOf, isSound, loadCase, sourcesOf } from '../case/casebook.ts'
import { type Folded, foldThreads, isOverdue, isRecapDue } from '../case/progress.ts'
import { readThreads } from '../case/threads.ts'
import { encodeWatch, type Watch } from '../case/watch.ts'
import type { Cabinet, CaseChange } from '../vault/cabinet.ts'
import type { Ledger } from '../vault/state.ts'
import { type Looked, openLooked } from './looked.ts'
import {
  byCase,
  encodeQueued,
  followToMake,
  type Queueable,
  type Queued,
  queuedBehind,
  readQueue,
  rekeyToMake,
  type Timing,
} from './queue.ts'
import { type Ground, groundOf, isFollowDue, staysAfter } from './rekeys.ts'

/** What is known of the cases already: what to look for in each, and how some of them stand. */
interface Known {
  readonly watches: ReadonlyMap<number, Watch>
  readonly lines: ReadonlyMap<number, CaseSummary>
}

/**
 * What is due without anybody asking for it: what waited for a clock or a grant opens, the source is told again what it was
 * told some time ago, and where somebody who reads a case has gone the others go on under another key. A case's key is not:
 * who makes one has opened the tip, and the server would learn for whom it is. It goes with the first thing that a person
 * writes. Answers how many cases were opened.
 */
export function keepUp(
  p: Primitives,
  casebook: Casebook,
  ledger: Ledger,
  known: Known,
  timing: Timing,
): number {
  const rounds = roundsOf(p, casebook, timing)
  const opened: CaseChange[] = []
  const left: number[] = []
  const added: Queued[] = []
  for (const standing of standings(casebook, known)) {
    const { number, line, watch } = standing
    const found = findingOf(rounds, standing)
    if (found.state === 'left') left.push(number)
    if (found.state === 'opens') opened.push(shown(number, line, watch))
    added.push(...queuedAll(standing, found.due, timing))
  }
  const kept = rounds.looked.item()
  const items = kept === null ? [] : [kept]
  if (opened.length + left.length + added.length + items.length === 0) return 0
  const queue = added.map((each) => ({ place: null, number: each.number, content: encodeQueued(each) }))
  ledger.file({}, { changes: opened, forget: left, queue, items })
  return opened.length
}

/** What the look at every case is taken with. */
interface Rounds {
  readonly p: Primitives
  readonly casebook: Casebook
  readonly looked: Looked
  readonly today: number
  readonly dropDays: number
}

const roundsOf = (p: Primitives, casebook: Casebook, { now }: Timing): Rounds => ({
  p,
  casebook,
  looked: openLooked(casebook.cabinet, casebook.trail),
  today: dayOf(now),
  dropDays: casebook.trail.at(-1)?.keyring.policy.dropDays ?? 0,
})

interface Standing {
  readonly number: number
  readonly line: CaseSummary
  readonly watch: Watch
  readonly waiting: readonly Queued[]
}

/** Every case that counts, with what waits for it. */
function standings({ cabinet }: Casebook, { watches, lines }: Known): Standing[] {
  const queue = byCase(readQueue(cabinet))
  return [...watches].flatMap(([number, watch]) => {
    const line = watch.circle === null ? null : (lines.get(number) ?? lineIn(cabinet, number))
    return line === null ? [] : [{ number, line, watch, waiting: queue.get(number) ?? [] }]
  })
}

/** Null for a case that was forgotten meanwhile. */
function lineIn(cabinet: Cabinet, number: number): CaseSummary | null {
  const summary = cabinet.summary(number)
  return summary === null ? null : readSummary(summary)
}

const shown = (number: number, line: CaseSummary, watch: Watch): CaseChange => ({
  number,
  summary: encodeRow({ ...line, hidden: false }),
  watch: encodeWatch(watch),
})

/** Something to be written, and how many seconds it may wait beyond its time. */
interface Due {
  readonly thing: Queueable
  readonly patience: number
}

/** `left`: with another copy of this vault, and nobody has granted it again. */
interface Finding {
  readonly state: 'open' | 'opens' | 'hidden' | 'left'
  readonly due: readonly Due[]
}

const found = (state: Finding['state'], due: readonly Due[] = []): Finding => ({ state, due })

function findingOf(rounds: Rounds, standing: Standing): Finding {
  const { line } = standing
  if (line.hidden && line.given === true) return stateOfGiven(rounds, standing)
  const opens = line.hidden && line.progress !== null && isOverdue(line.progress, rounds.today)
  if (line.hidden && !opens) return found('hidden')
  const { left, due } = keysDue(rounds, standing)
  if (left) return found('left')
  return found(opens ? 'opens' : 'open', [...due, ...recapDue(rounds, standing)])
}

/** What a parcel brought is shown once a grant counts. */
function stateOfGiven(rounds: Rounds, standing: Standing): Finding {
  const me = rounds.casebook.vault.identity.recipientId
  const members = lookAt(rounds, standing)?.ground.threads.members
  if (members?.left.includes(me) === true) return found('left')
  return found(members?.granted.includes(me) === true ? 'opens' : 'hidden')
}

function queuedAll({ number, waiting }: Standing, due: readonly Due[], timing: Timing): Queued[] {
  const added: Queued[] = []
  for (const { thing, patience } of due)
    added.push(queuedBehind([...waiting, ...added], number, thing, timing, patience))
  return added
}

/** A case as it is read now; null for one that is void, or that another program has forgotten meanwhile. */
interface Look {
  readonly folded: Folded
  readonly ground: Ground
}

function lookAt({ p, casebook }: Rounds, { number }: Standing): Look | null {
  if (casebook.cabinet.summary(number) === null) return null
  const stored = loadCase(p, casebook, number)
  if (!isSound(stored)) return null
  const threads = readThreads(p, sourcesOf(casebook, stored, heldOf(casebook, number)))
  return {
    folded: foldThreads(threads, stored.record, casebook.trail),
    ground: groundOf(casebook.trail, stored, threads),
  }
}

const NOTHING = { left: false, due: [] }

/** Whether this recipient has left the case; else what its threads lack so that the right people read them. */
function keysDue(
  rounds: Rounds,
  standing: Standing,
): { readonly left: boolean; readonly due: readonly Due[] } {
  const { looked, today, casebook } = rounds
  const { number, line, watch } = standing
  if (!looked.mayBeDue(number, line, watch, today)) return NOTHING
  const look = lookAt(rounds, standing)
  if (look === null) return NOTHING
  const left = look.ground.threads.members.left.includes(casebook.vault.identity.recipientId)
  if (!left) looked.mark(number, watch, today)
  return { left, due: [...rekeysDue(rounds, standing, look), ...followDue(rounds, standing, look)] }
}

const THREADS: readonly RekeyedThread[] = ['conversation', 'team']

/** Whoever has done nothing about a case leaves it to others for so long: a drop shows that they could open it. */
const A_DAY = 86_400

function rekeysDue({ p, casebook }: Rounds, { waiting }: Standing, { ground }: Look): Due[] {
  const me = casebook.vault.identity.recipientId
  const hasWritten = Object.values(viewsOf(ground)).some(({ messages }) =>
    messages.some(({ author }) => author === me),
  )
  return THREADS.flatMap((thread) => {
    const isQueued = waiting.some(
      ({ outgoing }) => outgoing.thread === thread && outgoing.event.type === 'rekey',
    )
    const stays = isQueued ? null : staysAfter(p, ground, thread)
    if (stays?.includes(me) !== true) return []
    return rekeyToMake(thread).map((thing) => ({ thing, patience: hasWritten ? 0 : A_DAY }))
  })
}

const viewsOf = ({ threads: { conversation, keys, team } }: Ground) => [
  conversation.view,
  keys.view,
  team.view,
]

function followDue(rounds: Rounds, { line, waiting }: Standing, { folded, ground }: Look): Due[] {
  const { p, today, dropDays } = rounds
  if (line.progress === null || waiting.some(({ outgoing }) => outgoing.event.type === 'follow')) return []
  if (!hasSpoken(rounds, folded) || !isFollowDue(p, ground, line.progress, today, dropDays)) return []
  return [{ thing: followToMake, patience: 0 }]
}

function recapDue(rounds: Rounds, standing: Standing): Due[] {
  const { progress } = standing.line
  if (progress === null || !isRecapDue(progress, rounds.today, rounds.dropDays)) return []
  if (standing.waiting.some(({ outgoing }) => outgoing.event.type === 'recap')) return []
  const look = lookAt(rounds, standing)
  if (look === null || !hasSpoken(rounds, look.folded)) return []
  return [{ thing: { thread: 'conversation', event: recapOf(look.folded) }, patience: 0 }]
}

const BY_A_PERSON: ReadonlySet<string> = new Set(['acknowledge', 'say', 'ask', 'tell', 'recap'])

/**
 * Whether this desk has written to the source before: a drop from somebody who has done nothing about a tip would tell the
 * server that they could open it.
 */
const hasSpoken = ({ casebook }: Rounds, { conversation: { lines } }: Folded): boolean =>
  lines.some(
    ({ author, event }) => author === casebook.vault.identity.recipientId && BY_A_PERSON.has(event.type),
  )

/** What the source was told so far, in one message. */
function recapOf({ conversation: { told, acknowledged, answered } }: Folded): ReplyEvent {
  const text = (day: number | null) => (day === null ? '' : dayText(day))
  return { type: 'recap', acknowledged: text(acknowledged), status: told ?? '', answered: text(answered) }
}
