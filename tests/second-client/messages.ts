import { type Bytes, dayFromText, demand, join, label, Refusal, toHex } from './bytes.ts'
import type { At, Content } from './cells.ts'
import { day, eventRule, whyNot } from './events.ts'
import { epochOf } from './intake.ts'
import * as json from './json.ts'
import { sha256, sign, verify } from './primitives.ts'

const top = 2 ** 32 - 1
const author: json.Rule<string> = (value) => (value === 'source' ? 'source' : json.hexOf(16)(value))
const placed = { author, key: json.hexOf(16), week: json.whole(0, top), place: json.whole(0, top) }

const headRule = json.fields({ ...placed, hash: json.hexOf(32) })

/** 11.5 */
const rule = json.fields({
  candor: json.oneOf('message'),
  version: json.oneOf(1),
  thread: json.oneOf('conversation', 'keys', 'team'),
  ...placed,
  cells: json.whole(1, 64),
  id: json.hexOf(16),
  day,
  lamport: json.whole(1, 2 ** 47),
  heads: json.list(0, 256, headRule),
  event: eventRule,
})

export type Written = json.Read<typeof rule>
export type Message = Written & { hash: string; event: { type: string } }

/** Of which organisation, about which envelope, in which thread, and by which keys. */
export type Setting = {
  orgId: Bytes
  envelope: Bytes
  thread: 'conversation' | 'keys' | 'team'
  keysOf: (author: string) => Bytes[]
}

const signedBytes = ({ orgId, envelope }: Setting, text: Bytes): Bytes =>
  join(label('message'), orgId, envelope, text)

export const writeMessage = (setting: Setting, seed: Bytes, written: Written): Bytes => {
  const text = json.writeBy(rule, written)
  return join(sign(seed, signedBytes(setting, text)), text)
}

const isAt = (at: At & { cells: number }, setting: Setting, read: Written): boolean =>
  read.thread === setting.thread &&
  read.author === at.author &&
  read.key === at.key &&
  read.week === at.week &&
  read.place === at.place &&
  read.cells === at.cells &&
  Math.abs(epochOf(dayFromText(read.day)) - read.week) <= 1

const parse = (bytes: Bytes): Written | string => {
  try {
    const value = json.readJson(bytes)
    json.refuseNewer(value, 'message')
    const read = rule(value)
    demand(json.areDistinct(read.heads.map((head) => `${head.author} ${head.key}`)), 'a lane twice')
    return read
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return error.kind === 'newer' ? 'newer' : 'malformed'
  }
}

/** 11.7.2: the message, or why it is set aside */
export const readMessage = (setting: Setting, found: Content): { message?: Message; why?: string } => {
  const [signature, text] = [found.content.slice(0, 64), found.content.slice(64)]
  const read = parse(text)
  if (typeof read === 'string') return { why: read }
  if (!isAt(found, setting, read)) return { why: 'misplaced' }
  const signed = signedBytes(setting, text)
  if (!setting.keysOf(read.author).some((key) => verify(key, signed, signature))) return { why: 'unsigned' }
  const why = whyNot(setting.thread, read.author, read.event)
  const message = { ...read, hash: toHex(sha256(found.content)) }
  if (why === 'unknown-type') return { message, why }
  return why === null ? { message } : { why }
}
