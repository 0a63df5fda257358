import { type Bytes, demand, join, label, Reader, Refusal, refusing, same, u16, u32 } from './bytes.ts'
import { aeadOpen, aeadSeal, decaps, encaps, keyed, keyed64, sha256 } from './primitives.ts'

export const slotSize = 1168
const ctSize = 1120

export const sizes = [16_384, 32_768, 65_536, 131_072, 262_144, 524_288, 1_048_576]

/** To whom and with what: the recipients' ids and intake keys, in keyring order. */
export type Readers = { ids: Bytes[]; keys: Bytes[] }

export type Finding = 'addressed' | 'left out' | 'wrong'

/** 6.1 */
export const binding = (kind: string, orgId: Bytes, header: Bytes): Bytes =>
  sha256(label(`seal/${kind}`), orgId, header)

/** 6.4 */
const sizeFor = (length: number): number => {
  const size = sizes.find((each) => length + 4 <= each)
  demand(size !== undefined, 'too long to be sealed')
  return size
}

export const pad = (content: Bytes): Bytes => {
  const padded = new Uint8Array(sizeFor(content.length))
  padded.set(join(u32(content.length), content))
  return padded
}

const unpad = (padded: Bytes): Bytes => {
  const reader = new Reader(padded)
  const content = reader.take(reader.number(4))
  demand(sizeFor(content.length) === padded.length, 'not the smallest size')
  demand(
    reader.rest().every((byte) => byte === 0),
    'padding that is not zero',
  )
  return content
}

/** 6.2: both spellings of one slot */
export const slotPair = (seed: Bytes, ctx: Bytes, index: number, id: Bytes, key: Bytes) => {
  const place = u16(index)
  const { ct, ss } = encaps(key, keyed64(seed, label('slot'), ctx, place))
  const wrap = keyed(ss, label('wrap'), ctx, place, id)
  const decoy = keyed(seed, label('decoy'), ctx, place)
  return {
    addressed: join(ct, aeadSeal(wrap, ctx, seed)),
    leftOut: join(ct, aeadSeal(decoy, ctx, seed)),
  }
}

export const makeSlots = (seed: Bytes, ctx: Bytes, readers: Readers, addressed: boolean[]): Bytes[] =>
  readers.keys.map((key, index) => {
    const id = readers.ids[index] ?? new Uint8Array()
    const pair = refusing('an intake key that is none', () => slotPair(seed, ctx, index, id, key))
    return addressed[index] === true ? pair.addressed : pair.leftOut
  })

const commitmentOf = (seed: Bytes, ctx: Bytes): Bytes => keyed(seed, label('commit'), ctx)

/** 6.3, from padded content */
export const close = (seed: Bytes, ctx: Bytes, header: Bytes, slots: Bytes[], padded: Bytes): Bytes => {
  const commitment = commitmentOf(seed, ctx)
  const data = sha256(header, commitment, ...slots)
  const body = aeadSeal(keyed(seed, label('body'), ctx), data, padded)
  return join(commitment, ...slots, body)
}

export type Opened = { content: Bytes; findings: Finding[] }

type Sealed = { commitment: Bytes; slots: Bytes[]; body: Bytes }

const splitSealed = (sealed: Bytes, count: number): Sealed => {
  const reader = new Reader(sealed)
  const commitment = reader.take(32)
  const slots = Array.from({ length: count }, () => reader.take(slotSize))
  return { commitment, slots, body: reader.rest() }
}

/** 6.5: what every place holds; a place for which nothing can be made is wrong */
const findingAt = (slot: Bytes, seed: Bytes, ctx: Bytes, index: number, id: Bytes, key: Bytes): Finding => {
  try {
    const pair = slotPair(seed, ctx, index, id, key)
    if (same(slot, pair.addressed)) return 'addressed'
    return same(slot, pair.leftOut) ? 'left out' : 'wrong'
  } catch {
    return 'wrong'
  }
}

const seedFrom = (slot: Bytes, kemSeed: Bytes, ctx: Bytes, index: number, id: Bytes): Bytes => {
  const ss = decaps(kemSeed, slot.subarray(0, ctSize))
  return aeadOpen(keyed(ss, label('wrap'), ctx, u16(index), id), ctx, slot.subarray(ctSize))
}

const openBody = (seed: Bytes, ctx: Bytes, header: Bytes, { commitment, slots, body }: Sealed): Bytes => {
  demand(same(commitment, commitmentOf(seed, ctx)), 'another commitment')
  const data = sha256(header, commitment, ...slots)
  return unpad(aeadOpen(keyed(seed, label('body'), ctx), data, body))
}

export type Lock = { ctx: Bytes; header: Bytes; readers: Readers; place: number; kemSeed: Bytes }

const openParts = (lock: Lock, parts: Sealed): { seed: Bytes; content: Bytes } => {
  const { ctx, header, readers, place, kemSeed } = lock
  try {
    const [slot, id] = [parts.slots[place], readers.ids[place]]
    demand(slot !== undefined && id !== undefined, 'no such place')
    const seed = seedFrom(slot, kemSeed, ctx, place, id)
    return { seed, content: openBody(seed, ctx, header, parts) }
  } catch {
    throw new Refusal('unopened', 'this could not be opened')
  }
}

/** 6.5 */
export const open = (lock: Lock, sealed: Bytes): Opened => {
  const { ids, keys } = lock.readers
  const parts = splitSealed(sealed, ids.length)
  const { seed, content } = openParts(lock, parts)
  const findings = parts.slots.map((slot, index) =>
    findingAt(slot, seed, lock.ctx, index, ids[index] ?? new Uint8Array(), keys[index] ?? new Uint8Array()),
  )
  return { content, findings }
}
