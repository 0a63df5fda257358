import * as v from 'valibot'
import { hexOf, list, text, whole } from '../protocol/canonical.ts'
import { CLOCKS, NAMED, SEVERITIES, STATUSES, TOLD } from '../protocol/thread/events.ts'
import { daySchema } from '../protocol/time.ts'
import { malformed } from './refusals.ts'
import type {
  DeedsRequest,
  Draft,
  GrantRequest,
  LeaveRequest,
  OpenRequest,
  SessionRequest,
  SourceDeed,
  TeamDeed,
  UndoRequest,
  UnlockRequest,
} from './wire.ts'

// What the page may ask, exactly: nothing is coerced, and a field that nobody knows is refused. How long a text may be, and
// of what, the protocol says again where it is queued.

const LONGEST = 30_000
const words = text(LONGEST, 1)
const perhapsWords = text(LONGEST)
const reason = text(2000)

const sourceDeeds = [
  v.strictObject({ type: v.literal('say'), text: words }),
  v.strictObject({ type: v.literal('ask'), text: words }),
  v.strictObject({ type: v.literal('tell'), status: v.picklist(TOLD), text: perhapsWords }),
] as const

const teamDeeds = [
  v.strictObject({ type: v.literal('status'), status: v.picklist(STATUSES), reason }),
  v.strictObject({ type: v.literal('severity'), level: v.picklist(['', ...SEVERITIES]), reason }),
  v.strictObject({ type: v.literal('note'), text: words }),
  v.strictObject({ type: v.literal('assign'), to: v.union([v.literal(''), hexOf(16)]) }),
  v.strictObject({
    type: v.literal('label'),
    add: list(text(60, 1), 0, 20),
    remove: list(text(60, 1), 0, 20),
  }),
  v.strictObject({ type: v.literal('link'), to: hexOf(32), on: v.boolean() }),
  v.strictObject({ type: v.literal('merge'), into: v.union([v.literal(''), hexOf(32)]) }),
  v.strictObject({
    type: v.literal('name'),
    kind: v.picklist(NAMED),
    name: text(200, 1),
    on: v.boolean(),
  }),
  v.strictObject({ type: v.literal('conflict'), reason }),
  v.strictObject({
    type: v.literal('delay'),
    clock: v.picklist(CLOCKS),
    until: daySchema,
    reason: text(2000, 1),
  }),
] as const

/** What comes out is what the page and this server have agreed on. */
type Says<Request> = v.GenericSchema<unknown, Request>

const caseNumber = whole(1, 999_999_999)
const MOST_CASES = 100_000
const MOST_SEEN = 10_000

export const deeds = v.strictObject({
  cases: list(caseNumber, 1, MOST_CASES),
  deed: v.variant('type', [...sourceDeeds, ...teamDeeds]),
  confirmed: v.boolean(),
}) satisfies Says<DeedsRequest>

export const undo = v.strictObject({ ids: list(hexOf(16), 1, MOST_CASES) }) satisfies Says<UndoRequest>
export const session = v.strictObject({ token: text(100, 1) }) satisfies Says<SessionRequest>
export const prove = v.strictObject({ nonce: v.pipe(v.string(), v.regex(/^[\w-]{43}$/)) })
export const unlock = v.strictObject({ password: text(10_000) }) satisfies Says<UnlockRequest>
export const opening = v.strictObject({
  seen: list(hexOf(32), 0, MOST_SEEN),
  acknowledge: v.boolean(),
}) satisfies Says<OpenRequest>
export const grant = v.strictObject({ to: hexOf(16) }) satisfies Says<GrantRequest>
export const leave = v.strictObject({ reason }) satisfies Says<LeaveRequest>
export const nothing = v.strictObject({})
export const draft = v.strictObject({
  kind: v.picklist(['say', 'ask', 'tell']),
  told: v.picklist(TOLD),
  toSource: text(200_000),
  note: text(200_000),
}) satisfies Says<Draft>

/** @throws `request_malformed` */
export function parse<const Schema extends v.GenericSchema>(
  schema: Schema,
  body: unknown,
): v.InferOutput<Schema> {
  const result = v.safeParse(schema, body, { abortEarly: true })
  if (!result.success) throw malformed('this is no request of the desk’s page')
  return result.output
}

/** A number in an address. @throws `request_malformed` */
export function parseNumber(value: string | undefined): number {
  if (value === undefined || !/^(0|[1-9]\d{0,8})$/.test(value)) throw malformed('a number is missing')
  return Number(value)
}

export const isForSource = (deed: SourceDeed | TeamDeed): deed is SourceDeed =>
  deed.type === 'say' || deed.type === 'ask' || deed.type === 'tell'
