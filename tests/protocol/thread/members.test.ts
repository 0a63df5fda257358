import { describe, expect, it } from 'vitest'
import type { FoundDrop } from '../../../src/protocol/thread/cell.ts'
import type { Event } from '../../../src/protocol/thread/events.ts'
import { foldMembers } from '../../../src/protocol/thread/members.ts'
import { deterministic } from '../../support/organisation.ts'
import { fc, test } from '../../support/property.ts'
import { muddled, orders, people, read, threadOf, type Voice, write } from '../../support/threads.ts'

const [ann, bob, cat] = people
const dan: Voice = { author: 'dd'.repeat(16), signing: deterministic('dan')(32) }
const eve: Voice = { author: 'ee'.repeat(16), signing: deterministic('eve')(32) }
const voices = [ann, bob, cat, dan, eve]
const keys = threadOf('keys', voices)
const listed = voices.map(({ author }) => author)

const grant = ({ author: to }: Voice): Event => ({ type: 'grant', to, sealed: 'AAAA', box: 'AAAA' })
const leave: Event = { type: 'leave' }

/** What each did, one after the other, each having seen all before. */
function written(acts: readonly (readonly [Voice, Event])[]): FoundDrop[] {
  const drops: FoundDrop[] = []
  for (const [voice, event] of acts) drops.push(...write(voice, drops, event, { thread: keys }))
  return drops
}

const fold = (drops: readonly FoundDrop[], exclude: readonly Voice[] = [], under = listed) =>
  foldMembers(
    [ann.author, bob.author],
    exclude.map(({ author }) => author),
    read(drops, {}, keys).messages,
    () => under,
  )
const after = (...acts: readonly (readonly [Voice, Event])[]) => fold(written(acts)).members
const named = (...all: readonly Voice[]) => all.map(({ author }) => author)

describe('11.9 a member', () => {
  it('is whoever was addressed, and whoever one of them grants the case', () => {
    expect(after()).toEqual(named(ann, bob))
    expect(after([ann, grant(cat)])).toEqual(named(ann, bob, cat))
    expect(after([ann, grant(cat)], [cat, grant(dan)])).toEqual(named(ann, bob, cat, dan))
  })

  it('is nobody by a grant of somebody who is none, or who was granted it by such a one', () => {
    expect(after([cat, grant(dan)])).toEqual(named(ann, bob))
    expect(after([cat, grant(cat)])).toEqual(named(ann, bob))
    expect(after([cat, grant(dan)], [dan, grant(eve)])).toEqual(named(ann, bob))
  })

  it('is nobody whom the source left out, or whom the keyring of the grant does not list', () => {
    const drops = written([[ann, grant(cat)]])
    expect(fold(drops, [cat])).toEqual({ members: named(ann, bob), granted: [], left: [], grants: [] })
    expect(fold(drops, [], named(ann, bob)).granted).toEqual([])
  })

  it('is no more who left, whatever they write, until somebody grants it to them again', () => {
    expect(after([ann, leave])).toEqual(named(bob))
    expect(after([ann, leave], [ann, grant(ann)])).toEqual(named(bob))
    expect(after([ann, leave], [ann, grant(cat)])).toEqual(named(bob))
    expect(after([ann, leave], [bob, grant(ann)])).toEqual(named(bob, ann))
    expect(after([ann, leave], [bob, grant(ann)], [ann, leave])).toEqual(named(bob))
  })

  it('whom somebody granted it who left later stays one', () => {
    expect(after([ann, grant(cat)], [ann, leave])).toEqual(named(bob, cat))
  })

  test.prop(
    [
      fc.array(
        fc.record({
          who: fc.nat(4),
          to: fc.nat(4),
          leaves: fc.boolean(),
          sees: fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }),
          kept: fc.boolean(),
        }),
        { minLength: 1, maxLength: 7 },
      ),
      orders,
    ],
    { numRuns: 40 },
  )(
    'is the same for all who hold the same, in whatever order it came, and whatever is lost',
    (acts, order) => {
      const all: FoundDrop[][] = []
      for (const { who, to, leaves, sees } of acts) {
        const voice = voices[who] as Voice
        const known = all.filter((drops, i) => sees[i % 4] === true || drops[0]?.lane.author === voice.author)
        all.push(write(voice, known.flat(), leaves ? leave : grant(voices[to] as Voice), { thread: keys }))
      }
      for (const drops of [all.flat(), all.filter((_, i) => acts[i]?.kept === true).flat()]) {
        const members = fold(drops, [eve])
        expect(fold(muddled(drops, order), [eve])).toEqual(members)
        expect(members.granted).not.toContain(eve.author)
        expect(members.left.filter((id) => members.members.includes(id))).toEqual([])
      }
    },
  )
})
