import { type Bytes, fromBase64, fromHex, join, label, toBase64 } from './bytes.ts'
import { nameOfKey } from './lanes.ts'
import type { Message } from './messages.ts'
import { aeadOpen, aeadSeal, decaps, encaps, keyed, keyed64, sha256 } from './primitives.ts'

/** 11.8: of which case, and which key is replaced */
export type Replaced = { orgId: Bytes; envelope: Bytes; from: string }

const contextOf = ({ orgId, envelope, from }: Replaced, next: string): Bytes =>
  sha256(label('seal/rekey'), orgId, envelope, fromHex(from, 16), fromHex(next, 16))

export const sealToSource = (replaced: Replaced, key: Bytes, seal: Bytes): string => {
  const ctx = contextOf(replaced, nameOfKey(key))
  const { ct, ss } = encaps(seal, keyed64(key, label('slot'), ctx))
  return toBase64(join(ct, aeadSeal(keyed(ss, label('wrap'), ctx), ctx, key)))
}

export const openAsSource = (
  replaced: Replaced,
  next: string,
  sealed: string,
  sealing: Bytes,
): Bytes | null => {
  try {
    const slot = fromBase64(sealed, 1168)
    const ctx = contextOf(replaced, next)
    const ss = decaps(sealing, slot.slice(0, 1120))
    const key = aeadOpen(keyed(ss, label('wrap'), ctx), ctx, slot.slice(1120))
    return nameOfKey(key) === next ? key : null
  } catch {
    return null
  }
}

export type Turn = Message & { event: { type: string; stays: string[]; next: string; sealed?: string } }
export type Held = { key: Bytes; readers: string[] }
/** What ended a key: who stays, and what its author had seen. */
export type End = { under: Set<string>; stays: string[]; turn: Turn }
export type Way = { read: Held[]; current: Held; ends: End[] }

/** What a reader knows: the key to which a turn leads, if it counts for them; and who was granted the case. */
export type Guide = { keyOf: (turn: Turn) => Bytes | null; granted: string[]; isSource: boolean }

/** 11.8: which of several decides */
const decisive = (turns: Turn[]): Turn | undefined => {
  const unremoved = turns.filter(({ author }) => turns.every(({ event }) => event.stays.includes(author)))
  const among = unremoved.length > 0 ? unremoved : turns
  const few = (turn: Turn) => (unremoved.length > 0 ? 1 : -1) * turn.event.stays.length
  return [...among].sort((a, b) => few(a) - few(b) || a.week - b.week)[0]
}

const walk = (way: Way, passed: string[], turns: Turn[], guide: Guide): Way => {
  const from = nameOfKey(way.current.key)
  const allowed = [...way.current.readers, ...guide.granted]
  const held = new Map<Turn, Held>()
  for (const turn of turns) {
    const { stays } = turn.event
    const fits = stays.includes(turn.author) && stays.every((id) => allowed.includes(id))
    const key = turn.key === from && fits ? guide.keyOf(turn) : null
    if (key !== null && ![...passed, from].includes(nameOfKey(key))) held.set(turn, { key, readers: stays })
  }
  const turn = decisive([...held.keys()])
  if (turn === undefined || way.read.length === 16) return way
  const current = held.get(turn) as Held
  const others = [...held.values()].filter((each) => each !== current)
  const known = new Map(way.read.map((each) => [nameOfKey(each.key), each]))
  for (const each of others)
    if (known.size < 15 || known.has(nameOfKey(each.key))) known.set(nameOfKey(each.key), each)
  const under = new Set([...known.keys()].filter((name) => name !== nameOfKey(current.key)))
  known.set(nameOfKey(current.key), current)
  const end = { under, stays: ['source', ...turn.event.stays], turn }
  const ends = turn.event.type === 'rekey' ? [...way.ends, end] : way.ends
  return walk({ read: [...known.values()], current, ends }, [...passed, from], turns, guide)
}

/** 11.8: from the first key to the one that is written under */
export const followTurns = (first: Held, turns: Turn[], guide: Guide): Way => {
  const start = { read: [first], current: first, ends: [] }
  const rekeys = turns.filter(({ event }) => event.type === 'rekey')
  const way = walk(start, [], rekeys, guide)
  if (!guide.isSource) return way
  const far = walk(start, [], turns, guide)
  const all = new Map([...far.read, ...way.read].map((each) => [nameOfKey(each.key), each]))
  return { read: [...all.values()].slice(0, 16), current: far.current, ends: [...way.ends, ...far.ends] }
}

/** 11.7.4 */
export const isRemoved = (message: Message, ends: End[]): boolean =>
  !['rekey', 'follow'].includes(message.event.type) &&
  ends.some(({ under, stays, turn }) => {
    const head = turn.heads.find(({ author, key }) => author === message.author && key === message.key)
    const isBeyond =
      head === undefined ||
      message.week > head.week ||
      (message.week === head.week && message.place > head.place)
    return (
      under.has(message.key) && !stays.includes(message.author) && message.week >= turn.week - 1 && isBeyond
    )
  })
