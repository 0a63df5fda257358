import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { encodeShard, encodeWeeks, parseShard, parseWeeks, weeksAround } from '../../src/protocol/drop.ts'
import { deterministic, TODAY, THIS_EPOCH as WEEK } from '../support/organisation.ts'
import { type Bytes, fromBase64, fromHex, join, toHex, u32, utf8 } from './bytes.ts'
import { fromWords, sourceKeys } from './codename.ts'
import { type Drop, readShard, readWeeks } from './drops.ts'
import { keyOfKeys, laneOf, locatorAt, shardOf } from './lanes.ts'
import { signKey } from './primitives.ts'
import { mine, refusedByBoth, theirs } from './stage.ts'
import { courseOf, readConversation } from './threads.ts'

const filled = (drops: readonly Drop[], bits: number, shard: number): Drop[] => {
  const lane = { author: 'source', key: '', lane: deterministic('filler')(32) }
  let size = 8
  while (size < drops.length) size *= 2
  const more = Array.from({ length: size - drops.length }, (_, i) => ({
    locator: locatorAt(lane, WEEK, i, bits, shard),
    cell: new Uint8Array(2048),
  }))
  return [...drops, ...more].sort((a, b) => Buffer.compare(a.locator, b.locator))
}

describe('weeks and shards', () => {
  const bits = 5
  const asked = { week: WEEK, bits, shard: 9 }
  const drops = filled([], bits, 9)
  const shard = encodeShard(asked, drops)

  it('are read alike', () => {
    expect(readShard(shard, WEEK, bits, 9)).toEqual(parseShard(shard, asked))
    const weeks = { current: WEEK, weeks: weeksAround(WEEK).map((week) => ({ week, bits: week % 17 })) }
    expect(readWeeks(encodeWeeks(weeks))).toEqual(parseWeeks(encodeWeeks(weeks)))
  })

  it('are refused alike', () => {
    const swapped = encodeShard(asked, drops.with(0, drops[1] as Drop).with(1, drops[0] as Drop))
    const seven = encodeShard(asked, drops.slice(1))
    for (const each of [
      shard.slice(1),
      shard.slice(0, -1),
      join(shard, u32(0)),
      swapped,
      seven,
      new Uint8Array(0),
    ]) {
      const verdicts = [mine(() => readShard(each, WEEK, bits, 9)), theirs(() => parseShard(each, asked))]
      expect(verdicts).toEqual(refusedByBoth)
    }
    for (const [week, count, index] of [
      [WEEK + 1, bits, 9],
      [WEEK, 4, 9],
      [WEEK, bits, 8],
    ] as const) {
      const other = { week, bits: count, shard: index }
      const verdicts = [
        mine(() => readShard(shard, week, count, index)),
        theirs(() => parseShard(shard, other)),
      ]
      expect(verdicts).toEqual(refusedByBoth)
    }
    const around = weeksAround(WEEK).map((week) => `{"week":${week},"bits":0}`)
    const lists = [
      around.slice(1),
      around.toReversed(),
      [...around, `{"week":${WEEK + 2},"bits":0}`],
      around.with(0, '{"week":1}'),
    ]
    for (const list of lists) {
      const bytes = utf8(`{"current":${WEEK},"weeks":[${list.join()}]}`)
      expect([mine(() => readWeeks(bytes)), theirs(() => parseWeeks(bytes))]).toEqual(refusedByBoth)
    }
  })
})

type Stored = {
  week: number
  orgId: string
  envelope: string
  conversationKey: string
  keysKey: string
  shards: { bits: number; shard: number }[]
  lanes: { author: string; secret: string; places: { place: number; locators: string[] }[] }[]
  messages: {
    author: string
    signingSeed: string
    hash: string
    event: unknown
    drops: { locator: string; cellBase64: string }[]
  }[]
  conversation: { order: number[]; told: string; acknowledged: number; answered: number; withdrawn: boolean }
}

const stored = (name: string) =>
  JSON.parse(readFileSync(new URL(`../protocol/vectors/${name}`, import.meta.url), 'utf8'))

describe('with a codename and shards alone', () => {
  const vectors = stored('thread.json') as Stored
  const { codename } = stored('source.json') as { codename: string }
  const orgId = fromHex(vectors.orgId, 32)
  const keys = sourceKeys(fromWords(codename), orgId)
  const { bits, shard } = vectors.shards[1] as Stored['shards'][number]

  it('the stored keys, lanes and locators are those of the stored codename', () => {
    expect([toHex(keys.thread), toHex(keyOfKeys(keys.thread))]).toEqual([
      vectors.conversationKey,
      vectors.keysKey,
    ])
    for (const { author, secret, places } of vectors.lanes) {
      const lane = laneOf(keys.thread, author)
      expect(toHex(lane.lane)).toBe(secret)
      for (const { place, locators } of places) {
        const made = vectors.shards.map((each) => locatorAt(lane, vectors.week, place, each.bits, each.shard))
        expect(made.map(toHex)).toEqual(locators)
      }
    }
  })

  it('the stored conversation is found and read', () => {
    expect(shardOf(keys.thread, bits)).toBe(shard)
    const drops: Drop[] = vectors.messages
      .flatMap((message) => message.drops)
      .map(({ locator, cellBase64 }) => ({
        locator: fromHex(locator, 32),
        cell: fromBase64(cellBase64, 2048),
      }))
    const asked = { week: vectors.week, bits, shard }
    const bytes: Bytes = encodeShard(asked, filled(drops, bits, shard))
    const shards = [{ week: vectors.week, drops: readShard(bytes, vectors.week, bits, shard) }]
    const recipients = vectors.lanes.map(({ author }) => author).filter((author) => author !== 'source')
    const keysOf = (author: string) =>
      vectors.messages
        .filter((message) => message.author === author)
        .map(({ signingSeed }) => signKey(fromHex(signingSeed, 32)))
    const envelope = fromHex(vectors.envelope, 32)
    const thread = readConversation(keys, { orgId, envelope, keysOf }, recipients, shards)
    const { order, told, acknowledged, answered, withdrawn } = vectors.conversation
    expect(thread.messages.map((message) => message.hash)).toEqual(
      order.map((i) => vectors.messages[i]?.hash),
    )
    expect(thread.messages.map((message) => message.event)).toEqual(
      order.map((i) => vectors.messages[i]?.event),
    )
    expect(thread).toMatchObject({ aside: [], missing: [], forked: [] })
    expect(courseOf(thread.messages, vectors.envelope, TODAY)).toEqual({
      told,
      acknowledged,
      answered,
      withdrawn,
    })
  })
})
