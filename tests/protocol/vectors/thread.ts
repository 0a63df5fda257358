import { type Bytes, toBase64, toHex } from '../../../src/protocol/bytes.ts'
import type { Primitives } from '../../../src/protocol/primitives/primitives.ts'
import type { SourceKeys } from '../../../src/protocol/source-keys.ts'
import type { Author } from '../../../src/protocol/thread/author.ts'
import type { FoundDrop } from '../../../src/protocol/thread/cell.ts'
import { foldConversation } from '../../../src/protocol/thread/conversation.ts'
import type { Event } from '../../../src/protocol/thread/events.ts'
import { sealBox } from '../../../src/protocol/thread/grant-box.ts'
import {
  cellKey,
  homeOf,
  keyName,
  keysThreadKey,
  laneOf,
  locatorOf,
  shardIndex,
} from '../../../src/protocol/thread/lane.ts'
import type { Thread } from '../../../src/protocol/thread/message.ts'
import { readThread } from '../../../src/protocol/thread/read.ts'
import { type KeyPurpose, shareKey } from '../../../src/protocol/thread/shared-key.ts'
import { sealToSource } from '../../../src/protocol/thread/source-slot.ts'
import { freePlace, writeMessage } from '../../../src/protocol/thread/write.ts'
import { deterministic, type TestOrganisation, THIS_EPOCH, TODAY } from '../../support/organisation.ts'

export interface ThreadWorld {
  readonly organisation: TestOrganisation
  readonly source: SourceKeys
  /** `E#`, 32 bytes. */
  readonly hash: Bytes
}

const BITS = 5
const WEEK = THIS_EPOCH

export const threadVectors = (p: Primitives, world: ThreadWorld) => ({
  ...keyVectors(p, world),
  ...messageVectors(p, world),
  ...sharedKeyVectors(p, world),
})

function keyVectors(p: Primitives, { organisation, source, hash }: ThreadWorld) {
  const authors: Author[] = ['source', ...organisation.people.map(({ id }) => id)]
  const shards = [0, BITS, 16].map((bits) => ({ bits, shard: shardIndex(p, source.thread, bits) }))
  return {
    orgId: toHex(organisation.trusted.orgId),
    envelope: toHex(hash),
    week: WEEK,
    conversationKey: toHex(source.thread),
    conversationKeyName: keyName(p, source.thread),
    keysKey: toHex(keysThreadKey(p, source.thread)),
    shards,
    lanes: authors.map((author) => {
      const lane = laneOf(p, source.thread, author, homeOf(p, source.thread))
      const at = (place: number) => ({
        place,
        cellKey: toHex(cellKey(p, lane, WEEK, place)),
        locators: shards.map((shard) => toHex(locatorOf(p, lane, WEEK, place, shard))),
      })
      return { author, secret: toHex(lane.secret), places: [at(0), at(1), at(0xffff_ffff)] }
    }),
  }
}

type Turn = readonly [author: number, seen: readonly number[], event: Event, day?: number]

/** 0 is the source, the others are recipients. Each writes after those whose numbers are given. */
const turns = (hash: string): Turn[] => [
  [0, [], { type: 'say', text: 'Тағы бір құжат бар. 📎' }],
  [
    1,
    [],
    { type: 'acknowledge', envelope: hash, tip: toBase64(new Uint8Array(32).fill(5)), desk: 'main' },
    TODAY + 1,
  ],
  [2, [0, 1], { type: 'ask', text: `Где он лежит? ${'…'.repeat(1400)}` }],
  [0, [0, 1], { type: 'say', text: 'I am not sure whom to trust' }],
  [1, [0, 1, 2, 3], { type: 'tell', status: 'acted', text: '' }, TODAY + 2],
]

function messageVectors(p: Primitives, { organisation, source, hash }: ThreadWorld) {
  const { orgId } = organisation.trusted
  const voices = [
    { author: 'source', signing: source.signing },
    ...organisation.people.map(({ id, identity }) => ({ author: id, signing: identity })),
  ]
  const thread: Thread = {
    orgId,
    envelope: hash,
    kind: 'conversation',
    verifyingKeys: (author) =>
      voices.filter((voice) => voice.author === author).map(({ signing }) => p.verifyingKey(signing)),
  }
  const shard = { bits: BITS, shard: shardIndex(p, source.thread, BITS) }
  const written: FoundDrop[][] = []
  const messages = turns(toHex(hash)).map(([who, seen, event, day = TODAY], i) => {
    const { author, signing } = voices[who] as (typeof voices)[number]
    const random = deterministic(`vectors of message ${i}`)
    const id = random(16)
    const nonces: string[] = []
    const known = seen.flatMap((j) => written[j] as FoundDrop[])
    const view = readThread(p, thread, known, { from: 0 })
    const lane = laneOf(p, source.thread, author, homeOf(p, source.thread))
    const desk = { lane, signing, week: WEEK, place: freePlace(known, view, lane, WEEK), shard, day }
    const nonce = (length: number) => {
      const bytes = random(length)
      nonces.push(toHex(bytes))
      return bytes
    }
    const drops = writeMessage(p, thread, view, desk, { id: toHex(id), event }, nonce)
    written.push(drops)
    return {
      author,
      signingSeed: toHex(signing),
      afterMessages: seen,
      id: toHex(id),
      day,
      event,
      nonces,
      place: desk.place,
      hash: readThread(p, thread, [...known, ...drops], { from: 0 }).messages.find(
        (each) => each.id === toHex(id),
      )?.hash,
      drops: drops.map(({ locator, cell }) => ({ locator: toHex(locator), cellBase64: toBase64(cell) })),
    }
  })
  const view = readThread(p, thread, written.flat(), { from: 0 })
  const { lines, findings, ...course } = foldConversation(view, { envelope: toHex(hash), arrived: TODAY })
  const conversation = {
    order: lines.map((line) => messages.findIndex((each) => each.hash === line.hash)),
    ...course,
  }
  return { messages, conversation: { ...conversation, lamport: view.lamport, findings } }
}

function sharedKeyVectors(p: Primitives, { organisation, source, hash }: ThreadWorld) {
  const to = { trusted: organisation.trusted, epoch: WEEK, keys: organisation.keys }
  const ids = organisation.people.map(({ id }) => id)
  const make = (name: string, use: KeyPurpose['use'], readers: readonly string[]) => {
    const seed = deterministic(`vectors of ${name}`)(32)
    const { sealed, key } = shareKey(p, to, { envelope: hash, use }, readers, seed)
    return { use, readers, seed: toHex(seed), key: toHex(key), keyName: keyName(p, key), sealed, shared: key }
  }
  const caseKey = make('a case key', { kind: 'case-key', circle: 'desks' }, ids.slice(1, 2))
  const nextKey = make('a next key', { kind: 'next-key', thread: 'conversation' }, ids.slice(1))
  const grant = make('a grant', { kind: 'grant' }, ids.slice(0, 1))
  const place = { orgId: organisation.trusted.orgId, envelope: hash, from: keyName(p, source.thread) }
  const boxed = [{ hash: toHex(deterministic('vectors of a boxed hash')(32)), key: caseKey.shared }]
  const plain = ({ use, readers, seed, key, keyName: name, sealed }: ReturnType<typeof make>) => {
    return { use, readers, seed, key, keyName: name, sealed }
  }
  return {
    caseKey: plain(caseKey),
    nextKey: plain(nextKey),
    rekey: {
      from: place.from,
      next: nextKey.keyName,
      sealed: sealToSource(p, place, nextKey.shared, p.kemPublicKey(source.sealing)),
    },
    grant: {
      ...plain(grant),
      box: sealBox(p, grant.shared, hash, boxed),
      boxed: boxed.map((entry) => ({ hash: entry.hash, key: toHex(entry.key) })),
    },
  }
}
