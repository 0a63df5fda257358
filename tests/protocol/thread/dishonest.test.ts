import { describe, expect, it } from 'vitest'
import { concat, u32 } from '../../../src/protocol/bytes.ts'
import type { FoundDrop } from '../../../src/protocol/thread/cell.ts'
import { findDrops } from '../../../src/protocol/thread/find.ts'
import { laneOf, locatorOf, NO_SHARD, shardOfHome } from '../../../src/protocol/thread/lane.ts'
import type { ThreadView } from '../../../src/protocol/thread/read.ts'
import { bytesOf } from '../../support/arbitraries.ts'
import { flipped, sodium } from '../../support/implementations.ts'
import { deterministic } from '../../support/organisation.ts'
import { fc, test } from '../../support/property.ts'
import {
  bare,
  enact,
  everyone,
  type Forgery,
  forge,
  HOME,
  histories,
  KEY,
  KEY_NAME,
  muddled,
  orders,
  people,
  read,
  reasons,
  say,
  source,
  texts,
  WEEK,
  write,
} from '../../support/threads.ts'

const [ann, bob, cat] = people
const quick = { numRuns: 40 }
const lanes = everyone.map(({ author }) => laneOf(sodium, KEY, author, HOME))

/** What the honest see of a thread. */
const sense = ({ messages, heads, lamport, findings }: ThreadView) => ({
  messages,
  heads,
  lamport,
  missing: findings.missing,
})

/** What somebody who holds the key can do, and why it is set aside. */
const tricks: readonly (readonly [string, Omit<Forgery, 'voice'>])[] = [
  ['unsigned', { signing: deterministic('nobody')(32) }],
  ['unsigned', { signed: { label: 'tip' } }],
  ['misplaced', { change: { thread: 'team' } }],
  ['misplaced', { change: { place: 77 } }],
  ['misplaced', { change: { day: '2001-01-01' } }],
  ['malformed', { change: { heads: 0 } }],
  ['malformed', { spell: (json) => `${json} ` }],
  ['malformed', { change: { event: { type: 'say', text: '' } } }],
  ['newer', { change: { version: 9 } }],
  ['not-allowed', { change: { event: { type: 'status', status: 'closed', reason: '' } } }],
]

describe('11.7 what does not count', () => {
  test.prop(
    [
      histories(6),
      fc.array(fc.tuple(fc.nat(tricks.length - 1), fc.nat(3)), { minLength: 1, maxLength: 4 }),
      orders,
    ],
    quick,
  )(
    'forged at the next place of anybody’s lane is set aside, and changes nothing else',
    (history, chosen, order) => {
      const drops = enact(history).flat()
      const honest = read(drops)
      const whys: string[] = []
      const forged = chosen.flatMap(([trick, who], i) => {
        const [why, forgery] = tricks[trick] as (typeof tricks)[number]
        const voice = everyone[who] as (typeof everyone)[number]
        const place =
          nextPlace(drops, voice.author) + chosen.slice(0, i).filter(([, each]) => each === who).length
        whys.push(why)
        return forge({ voice, place, ...forgery, seed: `${i}` })
      })
      const view = read(muddled([...drops, ...forged], order))
      expect(sense(view)).toEqual(sense(honest))
      expect(view.findings.forked).toEqual([])
      expect(reasons(view).toSorted()).toEqual(whys.toSorted())
    },
  )

  test.prop([histories(6), fc.nat(1000), fc.nat(2048 * 8 - 1), orders], quick)(
    'altered in a bit, beside the one that it was, is set aside and hides nothing',
    (history, which, bit, order) => {
      const drops = enact(history).flat()
      const victim = drops[which % drops.length] as FoundDrop
      const altered = { ...victim, cell: flipped(victim.cell, bit) }
      const view = read(muddled([...drops, altered], order))
      expect(sense(view)).toEqual(sense(read(drops)))
      expect(view.findings).toMatchObject({ forked: [], aside: [{ place: victim.place, why: 'unreadable' }] })
    },
  )

  test.prop(
    [
      histories(6),
      fc.array(fc.tuple(fc.nat(3), fc.nat(6), bytesOf(24), fc.nat(65_535)), { maxLength: 8 }),
      fc.array(bytesOf(28), { maxLength: 6 }),
    ],
    quick,
  )('is noise at any locator: nothing is thrown, nothing honest is hidden', (history, places, others) => {
    const drops = enact(history).flat()
    const weeks = [...new Set(drops.map(({ week }) => week))].toSorted((a, b) => a - b)
    const cell = (nonce: Uint8Array) => concat(nonce, deterministic('noise')(2024))
    const junk = [
      ...places.map(([who, place, nonce, shard]) => ({
        locator: locatorOf(sodium, lanes[who]!, WEEK, place, homeAt(shard % 17)),
        cell: cell(nonce),
      })),
      ...others.map((rest) => ({ locator: concat(u32(WEEK), rest), cell: cell(rest.subarray(0, 24)) })),
    ]
    const found = findDrops(sodium, [...junk, ...drops.map(bare)], lanes, weeks)
    const view = read(found)
    const honest = read(drops)
    expect(view.messages).toEqual(honest.messages)
    expect(view.heads).toEqual(honest.heads)
    expect(view.findings.forked).toEqual([])
    expect(new Set(reasons(view))).toEqual(new Set(junkFound(found) ? ['unreadable'] : []))
  })

  it('of any length is noise too', () => {
    const [drop] = write(ann, [], say('x')) as [FoundDrop]
    for (const length of [0, 1, 23, 24, 40, 2047, 2049, 5000]) {
      expect(reasons(read([{ ...drop, cell: new Uint8Array(length) }]))).toEqual(['unreadable'])
    }
  })

  it('is a middle without a beginning, and a beginning without an end', () => {
    const long = write(ann, [], say('x'.repeat(5000)))
    expect(reasons(read(long.slice(1)))).toEqual(['incomplete', 'incomplete'])
    expect(reasons(read(long.slice(0, 1)))).toEqual(['incomplete'])
    expect(read(long.slice(1)).findings.missing.map(({ place }) => place)).toEqual([0])
  })

  it('is a word of a newer program, which those after it may cite all the same', () => {
    const sung = forge({ voice: ann, change: { event: { type: 'sing', loud: true } } })
    const view = read(sung)
    expect([texts(view), reasons(view), view.lamport, view.heads.length]).toEqual([
      [],
      ['unknown-type'],
      1,
      1,
    ])
    const answer = write(bob, sung, say('what?'))
    expect(read([...sung, ...answer])).toMatchObject({
      messages: [{ lamport: 2 }],
      findings: { missing: [], forked: [] },
    })
    expect(read(answer).findings.missing).toHaveLength(1)
  })

  it('is a message of a newer program: whoever cites it is not told that two were shown different things', () => {
    const newer = forge({ voice: ann, change: { version: 2 } })
    const head = { author: ann.author, key: KEY_NAME, week: WEEK, place: 0, hash: 'cd'.repeat(32) }
    const answer = forge({ voice: bob, change: { lamport: 2, heads: [head] } })
    const view = read([...newer, ...answer])
    expect(reasons(view)).toEqual(['newer'])
    expect(view.findings).toMatchObject({ missing: [], forked: [] })
  })
})

const homeAt = (bits: number) => ({ bits, shard: shardOfHome(HOME, bits) })

const nextPlace = (drops: readonly FoundDrop[], author: string) =>
  Math.max(
    -1,
    ...drops.filter(({ lane, week }) => lane.author === author && week === WEEK).map(({ place }) => place),
  ) + 1

const junkFound = (found: readonly FoundDrop[]) =>
  found.some(({ lane, week, place, locator }) => {
    const own = locatorOf(sodium, lane, week, place, NO_SHARD)
    return locator.some((byte, i) => byte !== own[i]) || isNoise(found, locator)
  })
const isNoise = (found: readonly FoundDrop[], locator: Uint8Array) =>
  found.some(
    (each) => each.locator === locator && each.cell.subarray(24, 40).every((byte, i) => byte === NOISE[i]),
  )
const NOISE = deterministic('noise')(2024)

describe('11.7 a number that lies', () => {
  const first = write(source, [], say('first'))
  const second = write(ann, first, say('second'))
  const seen = read([...first, ...second])

  it('and is not greater than that of what its author has seen is set aside for its order', () => {
    for (const lamport of [1, 2]) {
      const liar = forge({ voice: bob, change: { lamport, heads: seen.heads } })
      const view = read([...first, ...second, ...liar])
      expect(reasons(view)).toEqual(['order'])
      expect(sense(view)).toEqual(sense(seen))
    }
    expect(
      texts(read([...first, ...second, ...forge({ voice: bob, change: { lamport: 3, heads: seen.heads } })])),
    ).toHaveLength(3)
  })

  it('is found only by whoever holds what it cites', () => {
    const liar = forge({ voice: bob, change: { lamport: 1, heads: seen.heads } })
    const view = read(liar)
    expect(texts(view)).toEqual(['forged'])
    expect(view.findings.missing).toHaveLength(2)
  })

  it('and is the greatest there is keeps nobody from writing, nor from being read', () => {
    const liar = forge({ voice: bob, change: { lamport: 2 ** 47, heads: seen.heads } })
    const drops = [...first, ...second, ...liar]
    for (const [i, voice] of [source, ann, cat, bob, source].entries())
      drops.push(...write(voice, drops, say(`after ${i}`)))
    const view = read(drops)
    expect(reasons(view)).toEqual([])
    expect(texts(view).toSorted()).toEqual([
      'after 0',
      'after 1',
      'after 2',
      'after 3',
      'after 4',
      'first',
      'forged',
      'second',
    ])
  })
})

describe('11.7 what would take long', () => {
  const inTime = (act: () => void) => {
    const start = performance.now()
    act()
    expect(performance.now() - start).toBeLessThan(2000)
  }
  const far = (i: number, place = 0xffff_ffff) => ({
    author: i.toString(16).padStart(32, '0'),
    key: KEY_NAME,
    week: WEEK,
    place,
    hash: 'ab'.repeat(32),
  })

  it('is over soon: 256 heads at the last place there is', () => {
    const heads = Array.from({ length: 256 }, (_, i) => far(i))
    const cells = 25
    const drops = forge({ voice: ann, change: { heads, lamport: 2, cells } })
    expect(drops).toHaveLength(cells)
    inTime(() => {
      const view = read(drops)
      expect(texts(view)).toEqual(['forged'])
      expect(view.findings.missing).toHaveLength(256)
      expect(read([...drops, ...write(bob, drops, say('next'))]).messages).toHaveLength(2)
    })
  })

  it('is over soon: a message at the last place of a lane, which nobody looks for', () => {
    const last = forge({ voice: ann, place: 0xffff_ffff })
    const some = write(ann, [], say('x'))
    inTime(() =>
      expect(texts(read(findDrops(sodium, [...last, ...some].map(bare), lanes, [WEEK])))).toEqual(['x']),
    )
  })

  it('is over soon: a message at the last place of a lane, handed to the reader all the same', () => {
    const last = forge({ voice: ann, place: 0xffff_ffff })
    inTime(() => expect(texts(read(last))).toEqual(['forged']))
  })

  it('is over soon: more authors and keys than one message can cite, and the next one is read', () => {
    const keys = Array.from({ length: 300 }, (_, i) => deterministic(`key ${i}`)(32))
    const drops = keys.flatMap((key, i) =>
      forge({ voice: ann, key, change: { lamport: i + 1, id: i.toString(16).padStart(32, '0') } }),
    )
    inTime(() => {
      const next = write(bob, drops, say('next'), { key: keys[299] as Uint8Array })
      const view = read([...drops, ...next])
      expect(reasons(view)).toEqual([])
      expect(texts(view).at(-1)).toBe('next')
    })
  })

  it('is over soon: thousands of drops at one place', () => {
    const [drop] = write(ann, [], say('x')) as [FoundDrop]
    const random = deterministic('many')
    const cell = random(2048)
    const junk = Array.from({ length: 3000 }, (_, i) => ({ ...drop, cell: concat(u32(i), cell.subarray(4)) }))
    inTime(() => expect(texts(read([...junk, drop]))).toEqual(['x']))
  })
})

describe('11.7 who was removed', () => {
  const before = write(bob, [], say('before'))
  const seen = read(before)
  const cut = (stays: readonly string[]) => [
    { key: KEY_NAME, earlier: [], stays, week: WEEK, heads: seen.heads },
  ]
  const after = write(bob, before, say('after'))

  it('is read up to where the key ended, and no further', () => {
    const drops = [...before, ...after, ...write(ann, before, say('stays'))]
    const view = read(drops, { cuts: cut(['source', ann.author]) })
    expect(texts(view)).toEqual(['before', 'stays'])
    expect(view.findings.aside).toMatchObject([{ author: bob.author, place: 1, why: 'removed' }])
    expect(texts(read(drops, { cuts: cut(['source', ann.author, bob.author]) }))).toHaveLength(3)
  })

  it('is not read in any later week, nor at all who had written nothing by then', () => {
    const later = write(bob, before, say('later'), { week: WEEK + 1 })
    const other = write(cat, [], say('other'))
    const view = read([...before, ...later, ...other], { cuts: cut(['source', ann.author]) })
    expect(texts(view)).toEqual(['before'])
    expect(reasons(view)).toEqual(['removed', 'removed'])
  })

  it('keeps what they wrote well before, though the maker of the next key claims to have seen nothing', () => {
    const old = write(bob, [], say('long ago'), { week: WEEK - 2 })
    const cuts = [{ key: KEY_NAME, earlier: [], stays: ['source', ann.author], week: WEEK, heads: [] }]
    expect(texts(read([...old, ...after], { cuts, from: WEEK - 2 }))).toEqual(['long ago'])
  })

  it('does not take along those who answered them', () => {
    const answer = write(ann, [...before, ...after], say('answer'))
    const view = read([...before, ...after, ...answer], { cuts: cut(['source', ann.author]) })
    expect(texts(view)).toEqual(['before', 'answer'])
    expect(view.findings).toMatchObject({ missing: [], forked: [] })
  })

  it('is removed at the last of several ends, under every key that they held', () => {
    const cuts = [
      {
        key: KEY_NAME,
        earlier: [],
        stays: ['source', ann.author, bob.author],
        week: WEEK,
        heads: seen.heads,
      },
      {
        key: 'ab'.repeat(16),
        earlier: [KEY_NAME],
        stays: ['source', ann.author],
        week: WEEK,
        heads: seen.heads,
      },
    ]
    expect(texts(read([...before, ...after], { cuts }))).toEqual(['before'])
    expect(texts(read([...before, ...after], { cuts: cuts.toReversed() }))).toEqual(['before'])
  })
})
