import * as v from 'valibot'
import { base64Of, hexOf, list, slug, text } from '../canonical.ts'
import { daySchema } from '../time.ts'
import type { Author } from './author.ts'

/** The most text of one message, in bytes of UTF-8. */
export const LONGEST_TEXT = 30_000

const words = text(LONGEST_TEXT, 1)
const perhapsWords = text(LONGEST_TEXT)
/** Stands within a line: what breaks it could pass for another line. */
const inLine = (max: number, min = 0) => v.pipe(text(max, min), v.regex(/^[^\p{Cc}\u2028\u2029]*$/u))

/** What the source may be told of a case; the last three count as feedback (docs/protocol.md, 12.1). */
export const TOLD = ['under-review', 'acted', 'passed-on', 'closed'] as const
/** What the team says among itself. */
export const STATUSES = ['new', 'triage', 'open', 'waiting', 'closed'] as const
/** How much harm is at stake, from the least; none where nobody has judged it. */
export const SEVERITIES = ['low', 'medium', 'high', 'critical'] as const
/** What can be named in a case, so that other cases about it are found. */
export const NAMED = ['person', 'organisation', 'place'] as const
/** The clocks of a case. */
export const CLOCKS = ['acknowledge', 'feedback'] as const

export type Told = (typeof TOLD)[number]
export type Status = (typeof STATUSES)[number]
export type Severity = (typeof SEVERITIES)[number]
export type NamedKind = (typeof NAMED)[number]
export type ClockName = (typeof CLOCKS)[number]

const perhapsDay = v.union([v.literal(''), daySchema])
const base64Text = (max: number) => v.pipe(text(max, 1), v.regex(/^[A-Za-z0-9+/]+={0,2}$/))
/** A key sealed to recipients: longest for 64 of them. */
const sealedKey = base64Text(110_000)
const isAscending = (ids: string[]) => ids.every((id, i) => i === 0 || (ids[i - 1] as string) < id)
/** Recipients who keep reading: distinct, in ascending order. */
const stays = v.pipe(list(hexOf(16), 1, 64), v.check(isAscending))
/** The name of a key. */
const next = hexOf(16)

const say = v.strictObject({ type: v.literal('say'), text: words })
const withdraw = v.strictObject({ type: v.literal('withdraw'), text: perhapsWords })
const ask = v.strictObject({ type: v.literal('ask'), text: words })
const tell = v.strictObject({ type: v.literal('tell'), status: v.picklist(TOLD), text: perhapsWords })
const acknowledge = v.strictObject({
  type: v.literal('acknowledge'),
  envelope: hexOf(32),
  tip: base64Of(32),
  desk: slug,
})
const recap = v.strictObject({
  type: v.literal('recap'),
  acknowledged: perhapsDay,
  status: v.union([v.literal(''), v.picklist(TOLD)]),
  answered: perhapsDay,
})
const rekey = v.strictObject({ type: v.literal('rekey'), stays, next, sealed: sealedKey })
const follow = v.strictObject({ type: v.literal('follow'), stays, next, sealed: sealedKey })

const caseKey = v.strictObject({
  type: v.literal('case-key'),
  circle: v.picklist(['desks', 'escalate']),
  sealed: sealedKey,
})
const nextKey = v.strictObject({
  type: v.literal('next-key'),
  thread: v.picklist(['conversation', 'team']),
  stays,
  sealed: sealedKey,
})
const grant = v.strictObject({
  type: v.literal('grant'),
  to: hexOf(16),
  sealed: sealedKey,
  box: base64Text(12_000),
})
const leave = v.strictObject({ type: v.literal('leave') })

const status = v.strictObject({
  type: v.literal('status'),
  status: v.picklist(STATUSES),
  reason: inLine(2000),
})
const note = v.strictObject({ type: v.literal('note'), text: words })
const assign = v.strictObject({ type: v.literal('assign'), to: v.union([v.literal(''), hexOf(16)]) })
const caseLabel = inLine(60, 1)
const labels = v.strictObject({
  type: v.literal('label'),
  add: list(caseLabel, 0, 20),
  remove: list(caseLabel, 0, 20),
})
const link = v.strictObject({ type: v.literal('link'), to: hexOf(32), on: v.boolean() })
const delay = v.strictObject({
  type: v.literal('delay'),
  clock: v.picklist(CLOCKS),
  until: daySchema,
  reason: inLine(2000, 1),
})

const severity = v.strictObject({
  type: v.literal('severity'),
  level: v.union([v.literal(''), v.picklist(SEVERITIES)]),
  reason: inLine(2000),
})
const merge = v.strictObject({ type: v.literal('merge'), into: v.union([v.literal(''), hexOf(32)]) })
const conflict = v.strictObject({ type: v.literal('conflict'), reason: inLine(2000) })
const named = v.strictObject({
  type: v.literal('name'),
  kind: v.picklist(NAMED),
  name: inLine(200, 1),
  on: v.boolean(),
})

/** The team has no source to seal the next key to. */
const teamRekey = v.strictObject({ type: v.literal('rekey'), stays, next })

const bySource = v.variant('type', [say, withdraw])
const toSource = v.variant('type', [acknowledge, say, ask, tell, recap, rekey, follow])
const ofKeys = v.variant('type', [caseKey, nextKey, grant, leave])
const ofTeam = v.variant('type', [
  status,
  note,
  assign,
  labels,
  link,
  delay,
  severity,
  merge,
  conflict,
  named,
  teamRekey,
])

/** What a source may say. */
export type SourceEvent = v.InferOutput<typeof bySource>
/** What a recipient may say in the conversation. */
export type ReplyEvent = v.InferOutput<typeof toSource>
/** What stands in the thread of keys. */
export type KeyEvent = v.InferOutput<typeof ofKeys>
/** What recipients say among themselves. */
export type TeamEvent = v.InferOutput<typeof ofTeam>
export type Event = SourceEvent | ReplyEvent | KeyEvent | TeamEvent

/** The three threads of a case (docs/protocol.md, 11.1). */
export type ThreadKind = 'conversation' | 'keys' | 'team'

/** Who may say what (docs/protocol.md, 12.1). */
const table = {
  conversation: { source: bySource, recipient: toSource },
  keys: { source: null, recipient: ofKeys },
  team: { source: null, recipient: ofTeam },
} as const

const KNOWN = new Set<unknown>(
  [...bySource.options, ...toSource.options, ...ofKeys.options, ...ofTeam.options].map(
    ({ entries }) => entries.type.literal,
  ),
)

/** An event that this author may say in this thread, or why it is none. */
export function parseEvent(
  thread: ThreadKind,
  author: Author,
  event: { readonly type: string },
): Event | 'unknown-type' | 'not-allowed' | 'malformed' {
  if (!KNOWN.has(event.type)) return 'unknown-type'
  const schema = table[thread][author === 'source' ? 'source' : 'recipient']
  if (schema === null || !schema.options.some(({ entries }) => entries.type.literal === event.type)) {
    return 'not-allowed'
  }
  const result = v.safeParse(schema, event, { abortEarly: true })
  // One spelling: the fields stand in the order of the schema, and there are no others.
  const same = result.success && JSON.stringify(result.output) === JSON.stringify(event)
  return same ? result.output : 'malformed'
}
