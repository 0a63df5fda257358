import { describe, expect, it } from 'vitest'
import { toHex } from '../../../src/protocol/bytes.ts'
import type { Drop } from '../../../src/protocol/drop.ts'
import { type FoundDrop, sealCells } from '../../../src/protocol/thread/cell.ts'
import { findDrops } from '../../../src/protocol/thread/find.ts'
import { keyName, laneOf, locatorOf, shardOfHome } from '../../../src/protocol/thread/lane.ts'
import type { Head } from '../../../src/protocol/thread/message.ts'
import { writeMessage } from '../../../src/protocol/thread/write.ts'
import { outcome, sodium } from '../../support/implementations.ts'
import { deterministic, TODAY } from '../../support/organisation.ts'
import { fc, test } from '../../support/property.ts'
import {
  bare,
  conversation,
  everyone,
  followAll as follow,
  forge,
  HOME,
  KEY,
  KEY_NAME,
  muddled,
  nextKey,
  orders,
  orgId,
  people,
  read,
  reasons,
  rekey,
  say,
  source,
  texts,
  type Voice,
  WEEK,
  write,
} from '../../support/threads.ts'

/** What somebody can do who holds the key, since the tip was addressed to them. */
const [ann, bob, cat] = people
const lanes = everyone.map(({ author }) => laneOf(sodium, KEY, author, HOME))
const sourceLane = laneOf(sodium, KEY, 'source', HOME)
const look = (drops: readonly Drop[], weeks = [WEEK]) => read(findDrops(sodium, drops, lanes, weeks))
const homeAt = (bits: number) => ({ bits, shard: shardOfHome(HOME, bits) })

function inTime<Value>(act: () => Value, most = 2000): Value {
  const start = performance.now()
  const value = act()
  expect(performance.now() - start).toBeLessThan(most)
  return value
}

/** The source’s message, in a week divided by so many bits. */
function tell(text: string, bits: number, seed = 'told'): FoundDrop[] {
  const desk = {
    lane: sourceLane,
    signing: source.signing,
    week: WEEK,
    place: 0,
    shard: homeAt(bits),
    day: TODAY,
  }
  const message = { id: toHex(deterministic(seed)(16)), event: say(text) }
  return writeMessage(
    sodium,
    conversation,
    { heads: [], week: 0, lamport: 0 },
    desk,
    message,
    deterministic(seed),
  )
}

/** Authentic cells that go on with a message of somebody else’s, at the source’s places. */
const others = (bits: number, n: number, length: number) =>
  Array.from({ length: n }, (_, i) => {
    const spot = { orgId, lane: sourceLane, week: WEEK, place: 0, shard: homeAt(bits) }
    return sealCells(sodium, spot, deterministic(`other ${i}`)(length), deterministic(`nonce ${i}`))
  })

describe('11.3 an insider at the source’s next place', () => {
  it('who puts sixty cells there, each with other first bytes, neither hides the message nor slows the reading', () => {
    const told = tell('x'.repeat(25_000), 4)
    const spot = { orgId, lane: sourceLane, week: WEEK, place: 0 }
    const flood = Array.from({ length: 60 }, (_, i) => i * 1009).flatMap((shard) =>
      sealCells(
        sodium,
        { ...spot, shard: { bits: 16, shard } },
        deterministic(`${shard}`)(25_000),
        deterministic('n'),
      ),
    )
    const view = inTime(() => look([...flood, ...told].map(bare)))
    expect(texts(view)).toEqual(['x'.repeat(25_000)])
    expect(reasons(view).length).toBeLessThan(3)
    expect(view.findings).toMatchObject({ missing: [], forked: [] })
  })

  it('who puts one there for each number of bits hides nothing either', () => {
    const told = tell('x'.repeat(25_000), 4)
    const flood = Array.from({ length: 17 }, (_, bits) => others(bits, 1, 25_000).flat()).flat()
    const view = inTime(() => look([...flood, ...told].map(bare)))
    expect(texts(view)).toEqual(['x'.repeat(25_000)])
  })

  it('who writes beyond 4096 places of a week is not looked for there', () => {
    const place = (at: number): Drop => ({
      locator: locatorOf(sodium, lanes[1]!, WEEK, at, homeAt(4)),
      cell: new Uint8Array(2048),
    })
    const flood = Array.from({ length: 6000 }, (_, i) => place(i))
    expect(inTime(() => findDrops(sodium, flood, lanes, [WEEK]), 5000)).toHaveLength(4096)
  })

  it('who fills a week leaves its author to say that it is busy, and nothing is sealed', () => {
    for (const [place, verdict] of [
      [4032, 'accepted'],
      [4033, 'server_busy'],
      [4096, 'server_busy'],
    ] as const) {
      expect(outcome(() => write(ann, [], say('x'), { place }))).toBe(verdict)
    }
  })
})

describe('11.4 a message of several cells', () => {
  it.each([
    [0, 2500],
    [4, 2500],
    [16, 2500],
    [0, 25_000],
    [4, 25_000],
    [16, 25_000],
  ])(
    'stays readable beside authentic cells at its later places, put there with %i bits: %i letters',
    (bits, length) => {
      const text = 'x'.repeat(length)
      const told = tell(text, 4)
      expect(told.length).toBeGreaterThan(1)
      // Where the server takes one cell at a locator, the source’s own stand, and the other ones lie beside them.
      const beside = others(bits, 20, told.length * 1986).flatMap((drops) => drops.slice(1))
      for (const drops of [[...beside, ...told], [...told, ...beside].toReversed()]) {
        expect(texts(inTime(() => read(drops)))).toEqual([text])
      }
    },
  )
})

describe('11.7 a number', () => {
  it('of 2^47 stands in nobody’s way in the next week', () => {
    const before = write(source, [], say('before'))
    const { heads } = read(before)
    const high = forge({ voice: cat, change: { lamport: 2 ** 47, heads } })
    const drops = [...before, ...high]
    for (const [i, voice] of [ann, source, bob, ann].entries()) {
      drops.push(...write(voice, drops, say(`${i}`), { week: WEEK + 1 }))
    }
    const view = read(drops)
    expect(texts(view)).toEqual(['before', 'forged', '0', '1', '2', '3'])
    expect(view.messages.map(({ lamport }) => lamport)).toEqual([1, 2 ** 47, 1, 2, 3, 4])
    expect(view).toMatchObject({
      week: WEEK + 1,
      lamport: 4,
      findings: { aside: [], missing: [], forked: [] },
    })
  })

  it('of 1 is what a source counts from who finds nothing after five weeks, and everyone else sorts it last', () => {
    const drops: FoundDrop[] = []
    for (let i = 0; i < 12; i++) drops.push(...write(i % 2 === 0 ? source : ann, drops, say(`${i}`)))
    const back = write(source, [], say('it is me again'), { week: WEEK + 5 })
    const view = read([...back, ...drops])
    expect(texts(view)).toEqual([...Array.from({ length: 12 }, (_, i) => `${i}`), 'it is me again'])
    expect(view.messages.at(-1)?.lamport).toBe(1)
    expect(view.findings).toEqual({ missing: [], forked: [], aside: [] })
    const answer = write(bob, [...drops, ...back], say('welcome'), { week: WEEK + 5 })
    expect(texts(read([...answer, ...drops, ...back])).slice(-2)).toEqual(['it is me again', 'welcome'])
  })
})

const turn = fc.record({
  who: fc.nat(3),
  /** In which week the writer’s server is: for one who is late the old one still. */
  late: fc.boolean(),
  last: fc.nat(5).map((n) => n === 0),
})

describe('11.7 the turn of a week', () => {
  it('is no hole: a reply in this week to something of the next comes after it', () => {
    const next = write(ann, [], say('question'), { week: WEEK + 1 })
    const reply = write(source, next, say('reply'))
    const more = write(bob, [...next, ...reply], say('more'))
    const view = read([...more, ...reply, ...next])
    expect(texts(view)).toEqual(['question', 'reply', 'more'])
    expect(view.findings).toEqual({ missing: [], forked: [], aside: [] })
  })

  test.prop([fc.array(turn, { minLength: 2, maxLength: 9 }), orders], { numRuns: 40 })(
    'whoever is in which week: each message comes after all that its author had seen, in whatever order the drops came',
    (turns, order) => {
      const drops: FoundDrop[] = []
      turns.forEach(({ who, late, last }, i) => {
        const voice = everyone[who] as Voice
        const week = late ? WEEK : WEEK + 1
        const { heads } = read(drops)
        const own = drops.filter(({ lane, week: at }) => lane.author === voice.author && at === week)
        drops.push(
          ...(last
            ? forge({
                voice,
                week,
                place: own.length,
                seed: `${i}`,
                change: { lamport: 2 ** 47, heads, event: say(`${i}`) },
              })
            : write(voice, drops, say(`${i}`), { week })),
        )
      })
      const view = read(muddled(drops, order))
      expect(view.findings).toEqual({ missing: [], forked: [], aside: [] })
      // At 2^47 counting stands still, and what was written after it in the same week has no order.
      const stopped = turns.some(({ last }) => last)
      if (!stopped) expect(texts(view)).toEqual(turns.map((_, i) => `${i}`))
      expect(texts(view).toSorted()).toEqual(turns.map((_, i) => `${i}`).toSorted())
    },
  )

  /** Cites something of next week that nobody holds: so its order week is the next one. */
  const ahead = (voice: Voice, week: number, drops: readonly FoundDrop[] = []) => {
    const head: Head = {
      author: 'ee'.repeat(16),
      key: KEY_NAME,
      week: week + 1,
      place: 0,
      hash: 'ab'.repeat(32),
    }
    const heads = [...read(drops).heads, head]
    return forge({ voice, week, change: { heads, event: say('ahead') } })
  }

  it('in which an insider claims to be already does not have others’ answers set aside', () => {
    const claim = ahead(cat, WEEK)
    const answer = write(source, claim, say('answer'))
    expect(texts(read([...claim, ...answer])).toSorted()).toEqual(['ahead', 'answer'])
  })

  it('of which a server shows a part to one person does not have their answer set aside', () => {
    const next = write(ann, [], say('next week'), { week: WEEK + 1 })
    const over = write(bob, next, say('over the turn'))
    const answer = write(source, over, say('answer'))
    expect(texts(read([...next, ...over, ...answer]))).toContain('answer')
  })
})

describe('11.8 an insider with rekeys', () => {
  const start = write(source, [], say('start'))
  const removal = write(ann, start, rekey('one', [ann, bob]))
  const drops = [...start, ...removal]
  const now = (all: readonly FoundDrop[]) => keyName(sodium, follow(all).chain.current.key)
  const one = keyName(sodium, nextKey('one'))

  it.each([-1, 0, 1])(
    'who was removed, in another week and with the number 1, does not decide: %i',
    (weeks) => {
      const week = WEEK + weeks
      const back = forge({
        voice: cat,
        week,
        change: { lamport: 1, event: rekey('back', [ann, bob, cat]) },
      })
      expect(now([...drops, ...back])).toBe(one)
      expect(now([...back, ...drops])).toBe(one)
    },
  )

  it.each([-1, 0, 1])(
    'who was removed, and removes in turn whoever removed them, does not decide: %i',
    (weeks) => {
      const week = WEEK + weeks
      const alone = forge({ voice: cat, week, change: { lamport: 1, event: rekey('mine', [cat]) } })
      expect(now([...drops, ...alone])).toBe(one)
    },
  )

  it('three that remove each other in a circle have one end, however often the reader reads again', () => {
    const circle = [
      [ann, cat],
      [bob, ann],
      [cat, bob],
    ] as const
    const all = circle.flatMap((stays, i) => write(stays[0], start, rekey(`circle ${i}`, stays)))
    const { chain } = follow([...start, ...all])
    expect(follow([...all.toReversed(), ...start]).chain).toEqual(chain)
  })

  it('forty in a row, each under the one before, do not hang a reader', () => {
    const chain: FoundDrop[] = [...start]
    let key = KEY
    for (let i = 0; i < 40; i++) {
      chain.push(
        ...forge({
          voice: cat,
          key,
          seed: `${i}`,
          change: { lamport: i + 2, event: rekey(`k${i}`, people) },
        }),
      )
      key = nextKey(`k${i}`)
    }
    const end = inTime(() => follow(chain), 5000)
    expect(end.chain.keys).toHaveLength(16)
    expect(follow(chain.toReversed()).chain).toEqual(end.chain)
  })

  it('forty beside each other do not hang a reader, and one decides', () => {
    const many = Array.from({ length: 40 }, (_, i) =>
      forge({ voice: cat, place: i, seed: `${i}`, change: { lamport: 2, event: rekey(`k${i}`, people) } }),
    ).flat()
    const end = inTime(() => follow([...start, ...many]), 5000)
    expect(end.chain.keys.length).toBeLessThanOrEqual(18)
    expect(follow([...many.toReversed(), ...start]).chain).toEqual(end.chain)
  })
})
