import { describe, expect, it } from 'vitest'
import { readWatch } from '../../src/desk/case/watch.ts'
import { fromBase64 } from '../../src/protocol/bytes.ts'
import { p, random } from '../intake/support.ts'
import { makeOrganisation } from '../support/organisation.ts'
import { handOf, handTip } from './hand.ts'
import { ask, note, notes, type Stage, type StagedDesk, seen, stageOf } from './stage.ts'
import { draftOf } from './support.ts'

const organisation = makeOrganisation(p, {
  people: 5,
  desks: ['main', 'other'],
  at: [['main'], ['main'], ['main'], ['other'], ['other']],
  seed: 'members',
})
const [first, second, third, fourth, fifth] = organisation.people.map(({ id }) => id) as [
  string,
  string,
  string,
  string,
  string,
]

/** Desks that have the tip, and a note by the first of them. */
async function begun(exclude: readonly string[] = []) {
  const stage = await stageOf(organisation)
  const source = await stage.tip(draftOf('Ақша', exclude))
  const desks = [0, 1, 2]
    .filter((i) => !exclude.includes(organisation.people[i]!.id))
    .map((i) => stage.desk(i))
  const [a] = desks as [StagedDesk]
  const syncAll = async (...more: StagedDesk[]) => {
    for (const desk of [...desks, ...more]) await desk.sync()
  }
  await syncAll()
  a.say(note('before'))
  await a.flush()
  await syncAll()
  return { stage, source, desks: desks as [StagedDesk, StagedDesk, StagedDesk], syncAll }
}

/** Somebody else's desk, who has the tip by hand. */
function guestAt(stage: Stage, from: StagedDesk, person: number): StagedDesk {
  const desk = stage.desk(person)
  handTip(from, desk)
  return desk
}

const holds = (desk: StagedDesk, key: Uint8Array) =>
  Object.values(readWatch(desk.cabinet.watch(1)!).keys)
    .flat()
    .some((each) => Buffer.from(fromBase64(each)).equals(key))
const reasons = (desk: StagedDesk) => desk.open().conversation!.findings.aside.map(({ why }) => why)
const said = (desk: StagedDesk) =>
  desk.open().conversation!.lines.map(({ event }) => ('text' in event ? event.text : event.type))

describe('11.9 somebody who is granted a case', () => {
  it('reads every older note, writes, and is read by colleagues and by the source', async () => {
    const { stage, source, desks, syncAll } = await begun()
    const [a, b] = desks
    const hand = handOf(stage, a)
    await hand.grant(fourth, hand.keys())
    const guest = guestAt(stage, a, 3)
    await guest.sync()
    expect(notes(guest)).toEqual(['before'])
    guest.say(note('from the newcomer'))
    guest.say(ask('who was there?'))
    await guest.flush()
    await syncAll()
    for (const desk of desks) expect(notes(desk)).toEqual(['before', 'from the newcomer'])
    expect(said(b)).toEqual(['who was there?'])
    expect(seen(b)).toBe(seen(guest))
    const { tips } = await source.visit()
    expect(tips[0]!.conversation.lines.map(({ author }) => author)).toEqual([fourth])
    expect(handOf(stage, b).threads().members).toMatchObject({ granted: [fourth], left: [] })
  })

  it('may stay when the key is changed, and then reads what those removed do not', async () => {
    const { stage, desks, syncAll } = await begun()
    const [a, b, c] = desks
    const hand = handOf(stage, a)
    await hand.grant(fourth, hand.keys())
    const guest = guestAt(stage, a, 3)
    await guest.sync()
    const stays = [first, second, fourth]
    await hand.rekey('team', stays, await hand.next('team', stays))
    a.say(note('after'))
    await a.flush()
    await syncAll(guest)
    for (const desk of [a, b, guest]) expect(notes(desk)).toEqual(['before', 'rekey', 'after'])
    expect(notes(c)).toEqual(['before', 'rekey'])
  })

  it('is nobody when the source left them out: their words and their keys count for no one', async () => {
    const { stage, desks, syncAll } = await begun([third])
    const [a, b] = desks
    const hand = handOf(stage, a)
    await hand.grant(third, hand.keys())
    const out = guestAt(stage, a, 2)
    await out.sync()
    expect(notes(out)).toEqual([])
    await handOf(stage, out).put('conversation', { type: 'ask', text: 'let me in' })
    await syncAll()
    for (const desk of [a, b]) expect(said(desk)).toEqual([])
    expect(handOf(stage, b).threads().members).toMatchObject({ granted: [], members: [first, second] })
  })

  it('by somebody who is no member is nobody, and so is whoever they grant in turn', async () => {
    const { stage, desks, syncAll } = await begun()
    const [a, b] = desks
    const stranger = guestAt(stage, a, 3)
    await stranger.sync()
    await handOf(stage, stranger).grant(fifth)
    const other = guestAt(stage, a, 4)
    await other.sync()
    await handOf(stage, other).grant(fourth)
    await handOf(stage, other).put('conversation', { type: 'ask', text: 'am I in?' })
    await syncAll()
    expect(said(b)).toEqual([])
    expect(handOf(stage, b).threads().members.granted).toEqual([])
  })

  it('and leaves, is no member until they are granted it again', async () => {
    const { stage, desks, syncAll } = await begun()
    const [a, b] = desks
    const hand = handOf(stage, a)
    await hand.grant(fourth, hand.keys())
    const guest = guestAt(stage, a, 3)
    await guest.sync()
    await handOf(stage, guest).put('keys', { type: 'leave' })
    await syncAll()
    expect(handOf(stage, b).threads().members).toMatchObject({ granted: [fourth], left: [fourth] })
    await hand.grant(fourth)
    await syncAll()
    expect(handOf(stage, b).threads().members).toMatchObject({ granted: [fourth], left: [] })
  })

  it('is handed no key in place of one that was opened, nor by a box for another case', async () => {
    const { stage, desks } = await begun()
    const [a, b] = desks
    const [real] = handOf(stage, a).keys()
    await handOf(stage, b).grant(first, [{ hash: real!.hash, key: random(32) }])
    await a.sync()
    expect(handOf(stage, a).keys()).toContainEqual(real)
    expect(notes(a)).toEqual(['before'])
  })
})

describe('11.8 somebody who is removed', () => {
  it('opens nothing that is written under the next key, in neither thread', async () => {
    const { stage, source, desks, syncAll } = await begun()
    const [a, b, c] = desks
    const hand = handOf(stage, a)
    const stays = [first, second]
    for (const thread of ['team', 'conversation'] as const)
      await hand.rekey(thread, stays, await hand.next(thread, stays))
    await source.say({ type: 'say', text: 'only for those who stay' })
    b.say(note('after'))
    await syncAll()
    await b.flush()
    await syncAll()
    for (const desk of [a, b]) {
      expect(notes(desk)).toEqual(['before', 'rekey', 'after'])
      expect(said(desk)).toEqual(['rekey', 'only for those who stay'])
      expect(reasons(desk)).toEqual([])
    }
    expect(notes(c)).toEqual(['before', 'rekey'])
    expect(said(c)).toEqual(['rekey'])
    expect(reasons(c)).toEqual([])
    expect(seen(a)).toBe(seen(b))
  })

  it('is removed for nobody by a next key that is not sealed to exactly those who stay', async () => {
    for (const readers of [[first], [first, second, third]]) {
      const { stage, desks, syncAll } = await begun()
      const [a, b] = desks
      const hand = handOf(stage, a)
      const key = await hand.next('conversation', [first, second], readers)
      await b.sync()
      await hand.rekey('conversation', [first, second], key)
      await syncAll()
      for (const desk of [a, b]) expect(holds(desk, key)).toBe(false)
      b.say(ask('to all'))
      await b.flush()
      await syncAll()
      for (const desk of desks) expect(said(desk)).toContain('to all')
    }
  })
})

describe('11.8 a source who was led away', () => {
  it('is noticed when the slot holds another key than that of the colleagues: then it is void for everyone', async () => {
    const { stage, source, desks, syncAll } = await begun()
    const [a, b, c] = desks
    const hand = handOf(stage, a)
    await source.say({ type: 'say', text: 'before that' })
    await syncAll()
    const stays = [first, second]
    const key = await hand.next('conversation', stays)
    await hand.rekey('conversation', stays, key, { toSource: random(32) })
    await syncAll()
    for (const desk of [a, b]) {
      expect(holds(desk, key)).toBe(false)
      expect(reasons(desk)).toEqual(['void-key'])
    }
    // The third cannot open the next key, and so cannot tell.
    expect(reasons(c)).toEqual([])
    for (const desk of desks) expect(said(desk)).toEqual(['before that', 'rekey'])
  })

  it.each(['rekey', 'follow'] as const)(
    'to a key of which the colleagues have none is read by them as far as before, and they see it: %s',
    async (type) => {
      const { stage, source, desks, syncAll } = await begun()
      const [a, b] = desks
      await source.say({ type: 'say', text: 'before that' })
      await syncAll()
      const key = random(32)
      await handOf(stage, a).rekey('conversation', [first, second], key, { type })
      await source.say({ type: 'say', text: 'gone' })
      await syncAll()
      b.say(ask('still here?'))
      await b.flush()
      await syncAll()
      for (const desk of desks) {
        expect(said(desk)).toEqual(['before that', type, 'still here?'])
        expect(reasons(desk)).toEqual(['void-key'])
      }
      expect((await source.visit()).tips[0]!.readers).toEqual([first, second].toSorted())
    },
  )
})

describe('11.8 a case key', () => {
  it('counts without those who left, and without nobody else', async () => {
    for (const leaves of [true, false]) {
      const stage = await stageOf(organisation)
      await stage.tip()
      const [a, b, c] = [stage.desk(0), stage.desk(1), stage.desk(2)]
      for (const desk of [a, b, c]) await desk.sync()
      if (leaves) await handOf(stage, c).put('keys', { type: 'leave' })
      const hand = handOf(stage, a)
      const { sealed, key } = hand.share({ kind: 'case-key', circle: 'desks' }, [first, second])
      await hand.put('keys', { type: 'case-key', circle: 'desks', sealed })
      await b.sync()
      expect([leaves, holds(b, key)]).toEqual([leaves, leaves])
    }
  })

  it('counts as well for whoever hears only later that somebody had left', async () => {
    const stage = await stageOf(organisation)
    await stage.tip()
    const [a, b, c] = [stage.desk(0), stage.desk(1), stage.desk(2)]
    for (const desk of [a, b, c]) await desk.sync()
    const hand = handOf(stage, a)
    const { sealed, key } = hand.share({ kind: 'case-key', circle: 'desks' }, [first, second])
    await hand.put('keys', { type: 'case-key', circle: 'desks', sealed })
    await b.sync()
    expect(holds(b, key)).toBe(false)
    await handOf(stage, c).put('keys', { type: 'leave' })
    await b.sync()
    expect(holds(b, key)).toBe(true)
  })
})
