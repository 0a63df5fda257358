import { describe, expect, it } from 'vitest'
import type { FoundDrop } from '../../src/protocol/thread/cell.ts'
import { keyName } from '../../src/protocol/thread/lane.ts'
import { sealToSource as slotBySrc } from '../../src/protocol/thread/source-slot.ts'
import { sodium } from '../support/implementations.ts'
import { deterministic } from '../support/organisation.ts'
import { fc, test } from '../support/property.ts'
import { own, setting, summary } from '../support/second-client.ts'
import * as threads from '../support/threads.ts'
import { nameOfKey } from './lanes.ts'
import { kemKey } from './primitives.ts'
import { readThread } from './threads.ts'
import { followTurns, openAsSource, sealToSource, type Turn, type Way } from './turns.ts'

const { KEY, muddled, orders, people, write } = threads

const step = fc.record({
  who: fc.nat(2),
  stays: fc.subarray([0, 1, 2], { minLength: 1 }),
  sees: fc.array(fc.boolean(), { minLength: 5, maxLength: 5 }),
  what: fc.constantFrom('rekey', 'rekey', 'follow', 'say'),
})

/** What is written while keys change, each in some knowledge of the others. */
function changing(steps: readonly (typeof step extends fc.Arbitrary<infer S> ? S : never)[]): FoundDrop[] {
  const written: FoundDrop[][] = []
  for (const [i, { who, stays, sees, what }] of steps.entries()) {
    const voice = people[who] as (typeof people)[number]
    const known = written.filter((drops, j) => sees[j % 5] || drops[0]?.lane.author === voice.author).flat()
    const { chain } = threads.followAll(known)
    const { readers } = chain.current
    if (!readers.includes(voice.author)) continue
    const staying = people.filter(
      (each, n) => each === voice || (stays.includes(n) && readers.includes(each.author)),
    )
    const event = what === 'say' ? threads.say(`${i}`) : threads.rekey(`t${i}`, staying, what)
    const at = what === 'follow' ? {} : { key: chain.current.key, reach: { cuts: chain.cuts } }
    written.push(write(voice, known, event, at))
  }
  return written.flat()
}

/** As the second client does: reads, follows, and reads again until there is nothing new. */
function followed(drops: readonly FoundDrop[], isSource: boolean) {
  const nextKeys = new Map(
    Array.from({ length: 9 }, (_, i) => threads.nextKey(`t${i}`)).map((each) => [nameOfKey(each), each]),
  )
  const first = { key: KEY, readers: people.map(({ author }) => author) }
  const guide = { granted: [], isSource, keyOf: ({ event }: Turn) => nextKeys.get(event.next) ?? null }
  let way: Way = { read: [first], current: first, ends: [] }
  for (;;) {
    const names = way.read.map(({ key }) => nameOfKey(key))
    const thread = readThread(setting, own(drops.filter(({ lane }) => names.includes(lane.key))), 0, way.ends)
    const next = followTurns(first, thread.turns, guide)
    if (next.read.length === way.read.length) return { thread, way }
    way = next
  }
}

describe('the second client and the product go the same way', () => {
  test.prop([fc.array(step, { minLength: 1, maxLength: 6 }), orders, fc.boolean()], { numRuns: 20 })(
    'through rekeys and follows, as a recipient and as a source, in any order',
    (steps, order, isSource) => {
      const drops = muddled(changing(steps), order)
      const { thread, way } = followed(drops, isSource)
      const { view, chain } = threads.followAll(drops, { follows: isSource })
      expect(nameOfKey(way.current.key)).toBe(keyName(sodium, chain.current.key))
      expect(way.read.map(({ key }) => nameOfKey(key)).toSorted()).toEqual(
        chain.keys.map(({ key }) => keyName(sodium, key)).toSorted(),
      )
      expect(summary(thread)).toEqual(
        summary({ messages: view.messages as never, ...view.findings } as never),
      )
    },
  )

  it('the source opens the slot that the other one made, and both make the same', () => {
    const random = deterministic('slots')
    const [sealing, key] = [random(32), random(32)]
    const place = { orgId: threads.orgId, envelope: threads.envelope, from: nameOfKey(KEY) }
    const made = sealToSource(place, key, kemKey(sealing))
    expect(made).toBe(slotBySrc(sodium, place, key, sodium.kemPublicKey(sealing)))
    expect(openAsSource(place, nameOfKey(key), made, sealing)).toEqual(key)
    expect(openAsSource(place, nameOfKey(KEY), made, sealing)).toBeNull()
  })
})
