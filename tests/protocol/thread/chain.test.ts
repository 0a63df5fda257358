import { describe, expect, it } from 'vitest'
import type { FoundDrop } from '../../../src/protocol/thread/cell.ts'
import { keyName } from '../../../src/protocol/thread/lane.ts'
import { sodium } from '../../support/implementations.ts'
import { fc, test } from '../../support/property.ts'
import {
  followAll as follow,
  forge,
  KEY_NAME,
  nextKey as key,
  muddled,
  orders,
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

const [ann, bob, cat] = people
const ids = people.map(({ author }) => author)
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
    expect(chain.current).toEqual({ key: key('one'), readers: [ann.author, bob.author].toSorted(), seq: 1 })
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

  it('that cannot be opened, or is void, leaves things as they are', () => {
    expect(keyName(sodium, follow(drops, { resolve: () => null }).chain.current.key)).toBe(KEY_NAME)
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
    expect(chain.current).toEqual({ key: key('two'), readers: [bob.author], seq: 1 })
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
    const ends = [drops, drops.toReversed()].map((each) => follow(each))
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
    expect(follow(all.toReversed())).toEqual(follow(all))
    expect(follow(all).chain.keys.length).toBe(5)
  })
})

describe('11.8 a rekey to a key', () => {
  const start = write(cat, [], say('start'))
  const one = [...start, ...write(ann, start, rekey('one', [ann, bob]))]

  it('may keep somebody who was granted the case, and nobody who was not', () => {
    const guest: Voice = { author: 'ef'.repeat(16), signing: ann.signing }
    const drops = [...start, ...write(ann, start, rekey('with a guest', [ann, bob, guest]))]
    expect(current(drops)).toBe(KEY_NAME)
    const { chain } = follow(drops, { granted: [guest.author] })
    expect(chain.current.readers).toContain(guest.author)
  })

  it('that has ended leads nowhere: nobody sends a thread round in a circle', () => {
    const two = [...one, ...write(ann, one, rekey('two', [ann, bob]), { key: key('one') })]
    const back = [...two, ...write(bob, two, rekey('one', [ann, bob]), { key: key('two') })]
    expect(current(back)).toBe(keyName(sodium, key('two')))
    expect(follow(back).chain.keys).toHaveLength(3)
  })

  it('counts although what lies under that key would set it aside: the reading has one end', () => {
    // Bob cites what he has already written under the next key, with a greater number, in the rekey that leads to it.
    const ahead = forge({ voice: bob, key: key('own'), change: { lamport: 9, id: 'ab'.repeat(16) } })
    const { heads } = read(ahead)
    const odd = { lamport: 2, heads, id: 'ab'.repeat(16), event: rekey('own', [ann, bob]) }
    const drops = [...start, ...ahead, ...forge({ voice: bob, change: odd })]
    const end = follow(drops)
    expect(keyName(sodium, end.chain.current.key)).toBe(keyName(sodium, key('own')))
    expect(follow(drops.toReversed())).toEqual(end)
  })
})

describe('11.8 a follow', () => {
  const asSource = { follows: true }
  const start = write(cat, [], say('start'))
  const change = write(ann, start, rekey('one', [ann, bob]))
  const repeated = write(bob, start, rekey('one', [ann, bob], 'follow'), { week: WEEK + 4 })

  it('changes nothing for recipients', () => {
    expect(current([...start, ...repeated])).toBe(KEY_NAME)
    const drops = [...start, ...change, ...repeated]
    expect(follow(drops).chain).toEqual(follow([...start, ...change]).chain)
  })

  it('leads a source on that finds no rekey any more, and removes nobody’s messages', () => {
    const late = write(cat, start, say('late'), { week: WEEK + 4 })
    const under = write(bob, start, say('under the next'), { key: key('one'), week: WEEK + 4 })
    const { view, chain } = follow([...start, ...repeated, ...late, ...under], asSource)
    expect(keyName(sodium, chain.current.key)).toBe(keyName(sodium, key('one')))
    expect(texts(view).toSorted()).toEqual(['follow', 'late', 'start', 'under the next'])
    expect(chain.cuts).toEqual([])
  })

  it('beside the rekey leaves to the rekey what it ends', () => {
    const late = write(cat, start, say('late'))
    const { view } = follow([...start, ...change, ...repeated, ...late], asSource)
    expect(texts(view)).not.toContain('late')
    expect(reasons(view)).toEqual(['removed'])
  })

  it('to a later key than the rekey does not make what lies between unread, and rekeys under it count', () => {
    const second = write(ann, [...start, ...change], rekey('two', [ann]), { key: key('one') })
    const between = write(bob, [...start, ...change], say('between'), { key: key('one') })
    const far = write(ann, start, rekey('two', [ann], 'follow'), { place: 5 })
    const { view, chain } = follow([...start, ...change, ...second, ...between, ...far], asSource)
    expect(keyName(sodium, chain.current.key)).toBe(keyName(sodium, key('two')))
    expect(texts(view)).toContain('between')
    const third = write(ann, far, rekey('three', [ann]), { key: key('two') })
    const end = follow([...start, ...far, ...third], asSource)
    expect(keyName(sodium, end.chain.current.key)).toBe(keyName(sodium, key('three')))
  })

  it('by somebody whom a rekey in sight removes leads nobody away', () => {
    const own = write(cat, start, rekey('mine', [cat], 'follow'), { week: WEEK + 1 })
    const { chain } = follow([...start, ...change, ...own], asSource)
    expect(keyName(sodium, chain.current.key)).toBe(keyName(sodium, key('one')))
  })
})

const turn = fc.record({
  who: fc.nat(2),
  stays: fc.subarray([0, 1, 2], { minLength: 1 }),
  sees: fc.array(fc.boolean(), { minLength: 5, maxLength: 5 }),
  what: fc.constantFrom('rekey', 'rekey', 'follow', 'say'),
  kept: fc.boolean(),
})

test.prop([fc.array(turn, { minLength: 1, maxLength: 6 }), orders, fc.boolean()], { numRuns: 40 })(
  '11.8 whatever leads on is written in whatever knowledge of each other, and whatever of it is lost: the reading ends, and ends alike for all',
  (turns, order, follows) => {
    const written: FoundDrop[][] = []
    for (const [i, { who, stays, sees, what }] of turns.entries()) {
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
      const event = what === 'say' ? say(`s${i}`) : rekey(`k${i}`, staying, what)
      const at = what === 'follow' ? {} : { key: chain.current.key, reach: { cuts: chain.cuts } }
      written.push(write(voice, known, event, at))
    }
    for (const drops of [written.flat(), written.filter((_, i) => turns[i]?.kept === true).flat()]) {
      const end = follow(drops, { follows })
      expect(follow(muddled(drops, order), { follows })).toEqual(end)
      expect(end.chain.keys.every(({ readers }) => readers.every((id) => ids.includes(id)))).toBe(true)
      expect(end.chain.keys.every((each) => each.key.length === 32)).toBe(true)
    }
  },
)
