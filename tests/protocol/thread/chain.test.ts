import { describe, expect, it } from 'vitest'
import { concat, fromBase64, fromUtf8, toBase64, toUtf8 } from '../../../src/protocol/bytes.ts'
import { encodeHeader } from '../../../src/protocol/envelope.ts'
import type { FoundDrop } from '../../../src/protocol/thread/cell.ts'
import { followKeys, type KeyChain } from '../../../src/protocol/thread/chain.ts'
import type { Event } from '../../../src/protocol/thread/events.ts'
import { keyName } from '../../../src/protocol/thread/lane.ts'
import type { ThreadView } from '../../../src/protocol/thread/read.ts'
import type { Received, SharedKey } from '../../../src/protocol/thread/shared-key.ts'
import { sodium } from '../../support/implementations.ts'
import { deterministic } from '../../support/organisation.ts'
import { fc, test } from '../../support/property.ts'
import {
  forge,
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
  type Voice,
  WEEK,
  write,
} from '../../support/threads.ts'

const [ann, bob, cat] = people
const ids = people.map(({ author }) => author)
const first: SharedKey = { key: KEY, readers: ids }

const under = (epoch: number) => encodeHeader(new Uint8Array(32), epoch, 3)

/** What stands for a sealed key here: the sealing itself is promised in shared-key.test.ts. */
const rekey = (name: string, stays: readonly Voice[], epoch = WEEK): Event => ({
  type: 'rekey',
  stays: stays.map(({ author }) => author),
  sealed: toBase64(concat(under(epoch), toUtf8(name))),
})
const keyFrom = (sealed: string) => deterministic(`next ${fromUtf8(fromBase64(sealed).subarray(46))}`)(32)
const key = (name: string) => deterministic(`next ${name}`)(32)

/** As a reader does: reads, opens, and reads again until nothing new comes; fails when that has no end. */
function follow(drops: readonly FoundDrop[], isMine = () => true): { view: ThreadView; chain: KeyChain } {
  let chain: KeyChain = { keys: [first], cuts: [], current: first }
  for (let round = 0; round < 20; round++) {
    const names = new Set(chain.keys.map((each) => keyName(sodium, each.key)))
    const view = read(
      drops.filter(({ lane }) => names.has(lane.key)),
      { cuts: chain.cuts },
    )
    const opened = new Map<string, Received>()
    for (const { hash, event } of view.messages) {
      if (event?.type !== 'rekey') continue
      opened.set(hash, isMine() ? { key: keyFrom(event.sealed), readers: event.stays } : 'not-mine')
    }
    const next = followKeys(sodium, first, view.messages, opened)
    if (next.keys.length === chain.keys.length) return { view, chain }
    chain = next
  }
  throw new Error('the reading has no end')
}
const current = (drops: readonly FoundDrop[]) => keyName(sodium, follow(drops).chain.current.key)

describe('11.8 a rekey', () => {
  const start = write(cat, [], say('start'))
  const change = write(ann, start, rekey('one', [ann, bob]))
  const drops = [...start, ...change]
  const reach = { cuts: follow(drops).chain.cuts }

  it('goes on under the new key for those who stay, and reads what was written under both', () => {
    const answer = write(bob, drops, say('answer'), { key: key('one'), reach })
    const { view, chain } = follow([...drops, ...answer])
    expect(texts(view)).toEqual(['start', 'rekey', 'answer'])
    expect(chain.current).toEqual({ key: key('one'), readers: [ann.author, bob.author] })
    expect(chain.keys).toHaveLength(2)
    expect(view.findings).toEqual({ missing: [], forked: [], aside: [] })
  })

  it('ends what the removed write; what they had written stays, and so do the source and those who stay', () => {
    const late = write(cat, drops, say('late'))
    const others = [source, bob].flatMap((voice) =>
      write(voice, start, say(`by ${voice === bob ? 'bob' : 'source'}`)),
    )
    const { view } = follow([...drops, ...late, ...others])
    expect(texts(view).toSorted()).toEqual(['by bob', 'by source', 'rekey', 'start'])
    expect(view.findings.aside).toMatchObject([{ author: cat.author, why: 'removed' }])
  })

  it('by the removed, after the cut, changes nothing', () => {
    const back = write(cat, drops, rekey('back', [ann, bob, cat]))
    expect(current([...drops, ...back])).toBe(keyName(sodium, key('one')))
    expect(texts(follow([...drops, ...back]).view)).not.toContain('back')
  })

  it('by the removed, in a later week, with a number before all others, changes nothing', () => {
    const before = forge({
      voice: cat,
      week: WEEK + 1,
      change: { lamport: 1, event: rekey('mine', [cat]) },
    })
    const { view, chain } = follow([...drops, ...before])
    expect(keyName(sodium, chain.current.key)).toBe(keyName(sodium, key('one')))
    // It is seen, and decides nothing.
    expect(texts(view)).toEqual(['start', 'rekey', 'rekey'])
  })

  it.each([-40, -2, 2])('sealed for a week that is not its own leaves things as they are: %i', (weeks) => {
    const other = write(ann, start, rekey('one', [ann, bob], WEEK + weeks))
    expect(current([...start, ...other])).toBe(KEY_NAME)
    const near = write(ann, start, rekey('one', [ann, bob], WEEK + Math.sign(weeks)))
    expect(current([...start, ...near])).toBe(keyName(sodium, key('one')))
  })

  it('that cannot be opened, or is void, leaves things as they are', () => {
    expect(keyName(sodium, follow(drops, () => false).chain.current.key)).toBe(KEY_NAME)
  })

  it('lets in nobody who did not hold the key before, and not by somebody who does not stay', () => {
    const stranger: Voice = { author: 'ef'.repeat(16), signing: ann.signing }
    for (const event of [rekey('in', [ann, stranger]), rekey('out', [bob, cat])]) {
      expect(current([...start, ...write(ann, start, event)])).toBe(KEY_NAME)
    }
  })

  it('after a rekey lets nobody back in who had been removed', () => {
    const back = write(ann, drops, rekey('two', [ann, bob, cat]), { key: key('one'), reach })
    expect(current([...drops, ...back])).toBe(keyName(sodium, key('one')))
  })

  it('follows a rekey, each under the key before it', () => {
    const second = write(bob, drops, rekey('two', [bob]), { key: key('one'), reach })
    const { chain } = follow([...drops, ...second])
    expect(chain.current).toEqual({ key: key('two'), readers: [bob.author] })
    expect(chain.cuts).toHaveLength(2)
  })

  it('removes under every earlier key as well: who was removed later does not go on under the first', () => {
    const before = write(ann, start, say('before'))
    const all = [...start, ...before, ...write(bob, [...start, ...before], rekey('one', [ann, bob]))]
    const cuts = follow(all).chain.cuts
    const second = write(bob, all, rekey('two', [bob]), { key: key('one'), reach: { cuts } })
    const late = write(ann, [...all, ...second], say('late'), { week: WEEK + 2 })
    const { view } = follow([...all, ...second, ...late])
    expect(texts(view)).toEqual(['start', 'before', 'rekey', 'rekey'])
    expect(reasons(view)).toEqual(['removed'])
  })

  it('that names none of what others wrote still comes to an end', () => {
    const all = [...start, ...write(ann, start, rekey('one', [ann, bob]))]
    const hiding = forge({ voice: bob, key: key('one'), change: { lamport: 3, event: rekey('two', [bob]) } })
    const { chain } = follow([...all, ...hiding])
    expect(chain.current.readers).toEqual([bob.author])
  })
})

describe('11.8 two rekeys at the same moment', () => {
  const start = write(cat, [], say('start'))
  const one = write(ann, start, rekey('one', [ann, bob]))
  const other = write(bob, start, rekey('other', [ann, bob, cat]))
  const both = [...start, ...one, ...other]

  test.prop([orders], { numRuns: 20 })(
    'everyone goes on under the same one, whichever came first',
    (order) => {
      expect(current(muddled(both, order))).toBe(current(both))
    },
  )

  it('what was written under the other one is read, until everyone knows', () => {
    const names = [key('one'), key('other')].map((each) => keyName(sodium, each))
    const winner = current(both)
    const loser = winner === names[0] ? key('other') : key('one')
    const under = write(bob, [...start, ...other], say('under the other'), { key: loser })
    const { view } = follow([...both, ...under])
    expect(texts(view)).toContain('under the other')
    expect(view.findings).toMatchObject({ missing: [], forked: [] })
  })

  it('who is removed by the one that counts is not read under the other', () => {
    const winner = current(both)
    const loser = winner === keyName(sodium, key('one')) ? ('other' as const) : ('one' as const)
    // Whoever loses, cat holds “other”: only when “one” counts is she removed.
    const late = write(cat, [...start, ...other], say('still here'), { key: key('other') })
    const { view } = follow([...both, ...late])
    expect(texts(view).includes('still here')).toBe(loser === 'one')
  })

  it('that remove each other’s maker come to one end, the same for all', () => {
    const mine = write(ann, start, rekey('mine', [ann, cat]))
    const yours = write(bob, start, rekey('yours', [bob, cat]))
    const drops = [...start, ...mine, ...yours]
    const ends = [drops, drops.toReversed()].map(follow1)
    expect(ends[0]).toEqual(ends[1])
    expect(ends[0]?.chain.current.readers).toContain(cat.author)
  })

  it('in three generations, in any order, come to the same end', () => {
    const cuts = follow(both).chain.cuts
    const winner = follow(both).chain.current.key
    const next = [ann, bob].flatMap((voice) =>
      write(voice, both, rekey(`x${voice.author.slice(0, 2)}`, [ann, bob]), { key: winner, reach: { cuts } }),
    )
    const all = [...both, ...next]
    expect(follow1(all.toReversed())).toEqual(follow1(all))
    expect(follow(all).chain.keys.length).toBe(5)
  })
})

const follow1 = (drops: readonly FoundDrop[]) => follow(drops)

test.prop(
  [
    fc.array(
      fc.tuple(
        fc.nat(2),
        fc.subarray([0, 1, 2], { minLength: 1 }),
        fc.array(fc.boolean(), { minLength: 5, maxLength: 5 }),
      ),
      { minLength: 1, maxLength: 5 },
    ),
    orders,
  ],
  { numRuns: 40 },
)(
  '11.8 whatever rekeys are written in whatever knowledge of each other, the reading ends, and ends alike for all',
  (steps, order) => {
    const written: FoundDrop[][] = []
    for (const [i, [who, stays, sees]] of steps.entries()) {
      const voice = people[who] as Voice
      const known = written
        .filter((drops, j) => sees[j % 5] === true || drops[0]?.lane.author === voice.author)
        .flat()
      const { chain } = follow(known)
      const readers = chain.current.readers
      if (!readers.includes(voice.author)) continue
      const staying = people.filter(
        ({ author }, n) => author === voice.author || (stays.includes(n) && readers.includes(author)),
      )
      const keyed = { key: chain.current.key, reach: { cuts: chain.cuts } }
      written.push(write(voice, known, i % 2 === 0 ? rekey(`k${i}`, staying) : say(`s${i}`), keyed))
    }
    const drops = written.flat()
    const end = follow(drops)
    expect(follow(muddled(drops, order))).toEqual(end)
    expect(end.chain.keys.every(({ readers }) => readers.every((id) => ids.includes(id)))).toBe(true)
    expect(concat(...end.chain.keys.map((each) => each.key)).length).toBe(32 * end.chain.keys.length)
  },
)
