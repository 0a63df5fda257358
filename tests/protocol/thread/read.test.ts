import { describe, expect, it } from 'vitest'
import { toHex } from '../../../src/protocol/bytes.ts'
import type { FoundDrop } from '../../../src/protocol/thread/cell.ts'
import { findDrops } from '../../../src/protocol/thread/find.ts'
import { laneOf } from '../../../src/protocol/thread/lane.ts'
import type { ThreadView } from '../../../src/protocol/thread/read.ts'
import { noble, sodium } from '../../support/implementations.ts'
import { deterministic } from '../../support/organisation.ts'
import { fc, test } from '../../support/property.ts'
import {
  conversation,
  enact,
  everyone,
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
const indexOf = ({ messages }: ThreadView, hash: string) => messages.findIndex((each) => each.hash === hash)

describe('11.7 reading what several wrote at once, each knowing a part', () => {
  test.prop([histories(), orders], quick)(
    'is the same, byte for byte, in whatever order and however often the drops came',
    (history, order) => {
      const drops = enact(history).flat()
      const view = read(drops)
      const other = read(muddled(drops, order))
      expect(other).toEqual(view)
      expect(JSON.stringify(other)).toBe(JSON.stringify(view))
    },
  )

  test.prop([histories()], quick)(
    'shows everything that was written once, finds nothing amiss',
    (history) => {
      const written = enact(history)
      const view = read(written.flat())
      expect(
        texts(view)
          .map((text) => text.split(' ')[0])
          .toSorted((a, b) => Number(a) - Number(b)),
      ).toEqual(written.map((_, i) => String(i)))
      expect(view.findings).toEqual({ missing: [], forked: [], aside: [] })
    },
  )

  test.prop([histories()], quick)(
    'puts every message after all that it cites, and the messages of one author in the order they wrote them',
    (history) => {
      const view = read(enact(history).flat())
      view.messages.forEach(({ heads }, i) => {
        for (const { hash } of heads) {
          const at = indexOf(view, hash)
          expect(at).toBeGreaterThanOrEqual(0)
          expect(at).toBeLessThan(i)
        }
      })
      for (const { author } of everyone) {
        const own = view.messages.filter((each) => each.author === author)
        const places = own.map(({ week, place }) => week * 1000 + place)
        expect(places).toEqual(places.toSorted((a, b) => a - b))
      }
    },
  )

  test.prop([histories(), orders, orders], quick)(
    'with some lost at first and handed in again later comes to the same in the end',
    (history, first, second) => {
      const drops = enact(history).flat()
      const early = muddled(drops, first).slice(0, Math.ceil(drops.length / 2))
      const before = read(early)
      const after = read(muddled([...early, ...drops], second))
      expect(after).toEqual(read(drops))
      // What was shown before stays, in the same order.
      const shown = before.messages.map(({ hash }) => indexOf(after, hash))
      expect(shown).toEqual(shown.toSorted((a, b) => a - b))
      expect(shown).not.toContain(-1)
    },
  )

  test.prop([histories(), fc.array(fc.boolean(), { minLength: 7, maxLength: 7 })], quick)(
    'of any part shows only what was written, whole, and misses exactly what is cited and not there',
    (history, kept) => {
      const written = enact(history)
      const all = read(written.flat())
      const drops = written.filter((_, i) => kept[i % 7] === true).flat()
      const view = read(drops)
      const hashes = new Set(view.messages.map(({ hash }) => hash))
      expect(view.messages).toEqual(all.messages.filter(({ hash }) => hashes.has(hash)))
      expect(view.findings).toMatchObject({ forked: [], aside: [] })
      const held = new Set(drops.map(({ lane, week, place }) => `${lane.author} ${week} ${place}`))
      for (const { author, week, place } of view.findings.missing) {
        expect(held.has(`${author} ${week} ${place}`)).toBe(false)
      }
      const cited = view.messages.flatMap(({ heads }) => heads).filter(({ hash }) => !hashes.has(hash))
      for (const { author, key, week, place } of cited) {
        expect(view.findings.missing).toContainEqual({ author, key, week, place })
      }
    },
  )

  test.prop([histories(5), orders], { numRuns: 6 })(
    'is the same in both implementations',
    (history, order) => {
      const drops = muddled(enact(history).flat(), order)
      expect(read(drops, {}, conversation, noble)).toEqual(read(drops))
    },
  )

  test.prop([histories(), orders], quick)(
    'finds every drop among those of others, though nobody says whose they are',
    (history, order) => {
      const drops = enact(history).flat()
      const other = enact(history.map((step) => ({ ...step, length: 5 }))).flat()
      const lanes = everyone.map(({ author }) => laneOf(sodium, KEY, author, HOME))
      const foreign = lanes.map((lane) => ({ ...lane, secret: deterministic(toHex(lane.secret))(32) }))
      const mixed = muddled(
        [...drops, ...other.map(({ cell, locator }) => ({ cell, locator: shifted(locator) }))],
        order,
      )
      const found = findDrops(sodium, mixed, lanes, weeksOf(drops))
      expect(read(found)).toEqual(read(drops))
      expect(findDrops(sodium, mixed, foreign, weeksOf(drops))).toEqual([])
    },
  )
})

const shifted = (locator: Uint8Array) => locator.map((byte, i) => (i < 4 ? byte : byte ^ 0x55))
const weeksOf = (drops: readonly FoundDrop[]) =>
  [...new Set(drops.map(({ week }) => week))].toSorted((a, b) => a - b)

describe('11.7 what a server hides', () => {
  const one = write(ann, [], say('one'))
  const two = write(ann, one, say('two'))
  const three = write(bob, [...one, ...two], say('three'))
  const place = { author: ann.author, key: KEY_NAME, week: WEEK }

  it('is missing at the next message of the same author', () => {
    expect(read(two).findings.missing).toEqual([{ ...place, place: 0 }])
  })

  it('is missing at the next message of anybody who had seen it', () => {
    expect(read(three).findings.missing).toEqual([{ ...place, place: 1 }])
    expect(read([...one, ...three]).findings.missing).toEqual([{ ...place, place: 1 }])
    expect(read([...one, ...two, ...three]).findings.missing).toEqual([])
  })

  it('is not missed when it was written before what was looked at', () => {
    const late = write(bob, one, say('late'), { week: WEEK + 5 })
    expect(read(late, { from: WEEK + 2 }).findings.missing).toEqual([])
    expect(read(late, { from: WEEK }).findings.missing).toEqual([{ ...place, place: 0 }])
  })

  it('is missing, and nothing was forked, when a part of a message was hidden from whoever reads its answer', () => {
    const long = write(ann, [], say('x'.repeat(5000)))
    const answer = write(bob, long, say('answer'))
    long.forEach((_, hidden) => {
      const view = read([...long.toSpliced(hidden, 1), ...answer])
      expect(texts(view)).toEqual(['answer'])
      expect(view.findings.forked).toEqual([])
      expect(view.findings.missing.map(({ author }) => author)).toContain(ann.author)
    })
  })

  it('in the middle of a lane does not hide what comes after', () => {
    const drops = [one, two]
    for (let i = 0; i < 4; i++) drops.push(write(ann, drops.flat(), say(`more ${i}`)))
    const lanes = everyone.map(({ author }) => laneOf(sodium, KEY, author, HOME))
    const kept = drops.flat().filter((drop) => drop.place === 0 || drop.place > 3)
    const view = read(findDrops(sodium, kept, lanes, [WEEK]))
    expect(texts(view)).toEqual(['one', 'more 2', 'more 3'])
    expect(view.findings.missing.map((each) => each.place)).toEqual([1, 2, 3])
  })
})

describe('11.7 forks', () => {
  const start = write(source, [], say('start'))
  const told = ['to you', 'to me'].map((text, i) =>
    write(ann, start, say(text), { id: `${i}a`.repeat(16) }),
  ) as [FoundDrop[], FoundDrop[]]
  const place = { author: ann.author, key: KEY_NAME, week: WEEK, place: 0 }

  it('are two messages at one place: whoever holds both keeps the same one, and is told', () => {
    const views = [
      [...start, ...told[0], ...told[1]],
      [...told[1], ...told[0], ...start],
    ].map((drops) => read(drops))
    expect(views[0]).toEqual(views[1])
    expect(views[0]?.messages).toHaveLength(2)
    expect(views[0]?.findings.forked).toEqual([place])
    expect(reasons(views[0] as ThreadView)).toEqual(['forked'])
    const hashes = told.map((drops) => read(drops).messages[0]?.hash as string).toSorted()
    expect(views[0]?.messages.some(({ hash }) => hash === hashes[0])).toBe(true)
  })

  it.each([0, 1] as const)('show for whoever holds one and reads an answer to the other: %i', (mine) => {
    const [held, other] = [told[mine], told[1 - mine] as FoundDrop[]]
    const answer = write(cat, [...start, ...other], say('answer'))
    const view = read([...start, ...held, ...answer])
    expect(view.findings.forked).toEqual([place])
    expect(view.findings.missing).toEqual([])
    expect(texts(view)).toHaveLength(3)
  })

  test.prop([orders], quick)('are decided alike by all who hold both, whatever was said since', (order) => {
    const answers = told.map((drops, i) => write([bob, cat][i]!, [...start, ...drops], say(`answer ${i}`)))
    const drops = [...start, ...told.flat(), ...answers.flat()]
    const view = read(muddled(drops, order))
    expect(view).toEqual(read(drops))
    expect(view.findings.forked).toEqual([place])
    expect(texts(view).filter((text) => text.startsWith('answer'))).toHaveLength(2)
  })

  it('with somebody’s junk at the place are none: the honest message counts', () => {
    const junk = { ...(told[0][0] as FoundDrop), cell: deterministic('junk')(2048) }
    const view = read([junk, ...told[0]])
    expect(texts(view)).toEqual(['to you'])
    expect(reasons(view)).toEqual(['unreadable'])
    expect(view.findings.forked).toEqual([])
  })

  it('show as such when the server puts junk in the place of what another reader had', () => {
    const junk = { ...(told[0][0] as FoundDrop), cell: deterministic('junk')(2048) }
    const answer = write(bob, told[0], say('answer'))
    expect(read([junk, ...answer]).findings.forked).toEqual([place])
  })
})
