import { dayFromText, demand } from './bytes.ts'
import * as json from './json.ts'

const words = json.text(1, 30_000)
const perhapsWords = json.text(0, 30_000)

export const day: json.Rule<string> = (value) => {
  const text = json.text(10, 10)(value)
  dayFromText(text)
  return text
}

const orNothing =
  <T>(rule: json.Rule<T>): json.Rule<T | ''> =>
  (value) =>
    value === '' ? '' : rule(value)

const id = json.hexOf(16)
const told = json.oneOf('under-review', 'acted', 'passed-on', 'closed')
/** 12.1: characters of base64's alphabet */
const sealed: json.Rule<string> = (value) =>
  json.matching(/^[A-Za-z0-9+/]+={0,2}$/)(json.text(1, 110_000)(value))
/** 12.1: no control characters, U+2028 or U+2029 */
const oneLine =
  (min: number, max: number): json.Rule<string> =>
  (value) => {
    const read = json.text(min, max)(value)
    demand(!/[\p{Cc}\u2028\u2029]/u.test(read), 'more than one line')
    return read
  }

const labels = json.list(0, 20, oneLine(1, 60))
const typed = <const T extends string, R extends Record<string, json.Rule<unknown>>>(type: T, rules: R) =>
  json.fields({ type: json.oneOf(type), ...rules })

/** 12.1: distinct, in ascending order */
const stays: json.Rule<string[]> = (value) => {
  const ids = json.list(1, 64, id)(value)
  demand(
    ids.every((each, i) => i === 0 || each > (ids[i - 1] as string)),
    'ids out of order',
  )
  return ids
}
const led = { stays, next: json.hexOf(16), sealed }
/** 12.1: characters of base64's alphabet */
const box: json.Rule<string> = (value) => json.matching(/^[A-Za-z0-9+/]+={0,2}$/)(json.text(1, 12_000)(value))

/** 12.1 */
const tables: Record<string, Record<string, json.Rule<unknown>>> = {
  'conversation source': {
    say: typed('say', { text: words }),
    withdraw: typed('withdraw', { text: perhapsWords }),
  },
  'conversation recipient': {
    acknowledge: typed('acknowledge', { envelope: json.hexOf(32), tip: json.base64Of(32), desk: json.slug }),
    say: typed('say', { text: words }),
    ask: typed('ask', { text: words }),
    tell: typed('tell', { status: told, text: perhapsWords }),
    recap: typed('recap', {
      acknowledged: orNothing(day),
      status: orNothing(told),
      answered: orNothing(day),
    }),
    rekey: typed('rekey', led),
    follow: typed('follow', led),
  },
  'keys recipient': {
    'case-key': typed('case-key', { circle: json.oneOf('desks', 'escalate'), sealed }),
    'next-key': typed('next-key', { thread: json.oneOf('conversation', 'team'), stays, sealed }),
    grant: typed('grant', { to: id, sealed, box }),
    leave: typed('leave', {}),
  },
  'team recipient': {
    status: typed('status', {
      status: json.oneOf('new', 'triage', 'open', 'waiting', 'closed'),
      reason: oneLine(0, 2000),
    }),
    note: typed('note', { text: words }),
    assign: typed('assign', { to: orNothing(id) }),
    label: typed('label', { add: labels, remove: labels }),
    link: typed('link', { to: json.hexOf(32), on: json.oneOf(true, false) }),
    delay: typed('delay', {
      clock: json.oneOf('acknowledge', 'feedback'),
      until: day,
      reason: oneLine(1, 2000),
    }),
    severity: typed('severity', {
      level: json.oneOf('', 'low', 'medium', 'high', 'critical'),
      reason: oneLine(0, 2000),
    }),
    merge: typed('merge', { into: orNothing(json.hexOf(32)) }),
    conflict: typed('conflict', { reason: oneLine(0, 2000) }),
    name: typed('name', {
      kind: json.oneOf('person', 'organisation', 'place'),
      name: oneLine(1, 200),
      on: json.oneOf(true, false),
    }),
    rekey: typed('rekey', { stays, next: json.hexOf(16) }),
  },
}

const known = new Set(Object.values(tables).flatMap((table) => Object.keys(table)))

/** 11.7.2: why an event does not count, or null when it does */
export const whyNot = (thread: string, author: string, event: { type: string }): string | null => {
  if (!known.has(event.type)) return 'unknown-type'
  const table = tables[`${thread} ${author === 'source' ? 'source' : 'recipient'}`] ?? {}
  const rule = Object.hasOwn(table, event.type) ? table[event.type] : undefined
  if (rule === undefined) return 'not-allowed'
  try {
    rule(event)
    return null
  } catch {
    return 'malformed'
  }
}

/** 11.5: an object whose type is a slug and stands first */
export const eventRule: json.Rule<{ type: string }> = (value) => {
  demand(typeof value === 'object' && value !== null && !Array.isArray(value), 'not an event')
  demand(Object.keys(value)[0] === 'type', 'the type does not stand first')
  json.slug(json.field(value, 'type'))
  return value as { type: string }
}
