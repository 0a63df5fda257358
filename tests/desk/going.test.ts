import { describe, expect, it } from 'vitest'
import { authorizer } from '../../src/desk/vault/authorize.ts'
import { organisationOf, p, WEEK } from '../intake/support.ts'
import type { TestOrganisation } from '../support/organisation.ts'
import {
  deskOf,
  grantTo,
  leaveCase,
  publish,
  rounds,
  withNewcomer,
  withOtherIdentity,
  without,
} from './changes.ts'
import { ask, note, notes, type Stage, type StagedDesk, seen, staged, stageOf } from './stage.ts'

const organisation = organisationOf(3)
const [first, second, third] = organisation.people
const smaller = without(organisation, third!.id)
const trail = [organisation.trusted, smaller.trusted]

/** Three colleagues, all of whom have written; the source has as well. */
async function begun() {
  const stage = await stageOf(organisation)
  const source = await stage.tip()
  const [a, b, c] = [stage.desk(0), stage.desk(1), stage.desk(2)]
  for (const desk of [a, b, c]) await desk.sync()
  for (const [desk, text] of [
    [a, 'a'],
    [b, 'b'],
    [c, 'c'],
  ] as const) {
    desk.say(ask(`ask ${text}`))
    desk.say(note(`note ${text}`))
    await desk.flush()
    for (const each of [a, b, c]) await each.sync()
  }
  await source.say({ type: 'say', text: 'early' })
  for (const desk of [a, b, c]) await desk.sync()
  return { stage, source, a, b, c }
}

/** A desk to which a colleague, or whoever seized the server, shows everything that it holds. */
function shownAll(stage: Stage, desk: StagedDesk, by: StagedDesk, newest: TestOrganisation): StagedDesk {
  const authorize = authorizer(p, by.vault, newest.keyring)
  const api = {
    ...desk.api,
    tips: (after: number) => desk.api.tips(after, authorize),
    teamDrops: (after: number) => desk.api.teamDrops(after, authorize),
  }
  return staged(stage.server, { ...desk, api })
}

const texts = (desk: StagedDesk) => {
  const { conversation, file } = desk.open()
  return [...conversation!.lines, ...file.acts].flatMap(({ event }) => ('text' in event ? [event.text] : []))
}
const EARLY = ['ask a', 'ask b', 'ask c', 'early', 'note a', 'note b', 'note c']
const LATE = ['late ask', 'late note', 'late answer']

async function goOn(source: Awaited<ReturnType<typeof begun>>['source'], a: StagedDesk, known = trail) {
  a.say(ask('late ask'))
  a.say(note('late note'))
  await a.flush()
  await source.say({ type: 'say', text: 'late answer' }, known)
}

describe('somebody whom the organisation removed', () => {
  it('opens nothing that is written after the others have synced, even with every drop', async () => {
    const { stage, source, a, b, c } = await begun()
    publish(stage, smaller)
    await rounds(stage, [a, b])
    await goOn(source, a)
    for (const desk of [b, a]) await desk.sync()
    expect(texts(b)).toEqual(expect.arrayContaining([...EARLY, ...LATE]))
    expect(seen(a)).toBe(seen(b))
    await shownAll(stage, c, a, smaller).sync()
    expect(texts(c).toSorted()).toEqual(EARLY.toSorted())
  })

  it('reads no words that were waiting when they went: those leave under the next key, due or not', async () => {
    const { stage, a, b, c } = await begun()
    a.say(ask('waiting'))
    a.say(note('waiting too'))
    publish(stage, smaller)
    // They are due before the sync that learns who is gone.
    stage.server.time.now += 7300
    for (const desk of [a, a, b]) await desk.sync()
    await shownAll(stage, c, a, smaller).sync()
    expect(a.open().waiting).toEqual([])
    expect(texts(b)).toEqual(expect.arrayContaining(['waiting', 'waiting too']))
    expect(texts(c)).not.toContain('waiting')
    expect(texts(c)).not.toContain('waiting too')
  })

  it('reads no such words either where they would leave between two syncs: a sync goes first', async () => {
    const { stage, a, b, c } = await begun()
    a.say(ask('waiting'))
    a.say(note('waiting too'))
    publish(stage, smaller)
    expect(await a.flush()).toMatchObject({ sent: 0, isBehind: true })
    for (const desk of [a, a]) await desk.sync()
    await a.flush()
    await b.sync()
    await shownAll(stage, c, a, smaller).sync()
    expect(texts(b)).toEqual(expect.arrayContaining(['waiting', 'waiting too']))
    expect(texts(c).filter((text) => text.startsWith('waiting'))).toEqual([])
  })

  it('is left behind by one who has written nothing, a day later, and not before', async () => {
    const stage = await stageOf(organisation)
    await stage.tip()
    const [a, c] = [stage.desk(0), stage.desk(2)]
    for (const desk of [a, c]) await desk.sync()
    c.say(note('mine'))
    await c.flush()
    await a.sync()
    publish(stage, smaller)
    await rounds(stage, [a])
    expect(a.open().people!.reading).toContain(first!.id)
    expect(a.open().waiting.map(({ event }) => event.type)).toEqual([
      'next-key',
      'rekey',
      'next-key',
      'rekey',
    ])
    stage.server.time.now += 86_400
    await rounds(stage, [a])
    expect(a.open().waiting).toEqual([])
    expect(a.open().people!.reading).toEqual([first!.id, second!.id])
    expect(notes(a)).toEqual(['mine', 'rekey'])
  })

  it('is left behind before a person writes, whoever it is', async () => {
    const stage = await stageOf(organisation)
    const source = await stage.tip()
    const [a, b, c] = [stage.desk(0), stage.desk(1), stage.desk(2)]
    for (const desk of [a, b, c]) await desk.sync()
    publish(stage, smaller)
    await a.sync()
    a.say(ask('the first word'))
    await a.flush()
    expect(a.open().waiting).toEqual([])
    const { tips } = await source.visit(trail)
    expect(tips[0]!.conversation.lines).toMatchObject([
      { event: { type: 'rekey' } },
      { event: { text: 'the first word' } },
    ])
    await shownAll(stage, c, a, smaller).sync()
    expect(texts(c)).toEqual([])
  })
})

describe('two colleagues who go on at once', () => {
  it('agree in the end, and nothing that either wrote is lost', async () => {
    const { stage, source, a, b } = await begun()
    publish(stage, smaller)
    // Neither has seen what the other does.
    for (const desk of [a, b]) await desk.sync()
    for (const [desk, text] of [
      [a, 'from a'],
      [b, 'from b'],
    ] as const)
      desk.say(ask(text))
    for (const desk of [a, b]) await desk.flush()
    await rounds(stage, [a, b])
    expect(seen(a)).toBe(seen(b))
    await source.say({ type: 'say', text: 'to both' }, trail)
    for (const desk of [a, b]) await desk.sync()
    expect(texts(a)).toEqual(expect.arrayContaining(['from a', 'from b', 'to both']))
    expect(seen(a)).toBe(seen(b))
    expect([...a.open().waiting, ...b.open().waiting]).toEqual([])
  })

  it('of whom the second has seen it does nothing', async () => {
    const { stage, a, b } = await begun()
    publish(stage, smaller)
    for (const desk of [a, b]) await desk.sync()
    await a.flush()
    await b.sync()
    expect(await b.flush()).toMatchObject({ sent: 0, waiting: 0 })
  })
})

describe('somebody who left', () => {
  it('opens nothing that is written after the others have synced, with a copy of the vault from before', async () => {
    const { stage, source, a, b, c } = await begun()
    const copy = stage.desk(2)
    await copy.sync()
    leaveCase(stage, c)
    await c.flush()
    await rounds(stage, [a, b])
    await goOn(source, a, [organisation.trusted])
    for (const desk of [a, b]) await desk.sync()
    expect(texts(b)).toEqual(expect.arrayContaining(LATE))
    // A copy that somebody keeps from forgetting.
    const keeping = {
      ...copy.cabinet,
      file: (filing: Parameters<typeof copy.cabinet.file>[0]) => copy.cabinet.file({ ...filing, forget: [] }),
    }
    await staged(stage.server, { ...copy, cabinet: keeping }).sync()
    expect(texts(copy).toSorted()).toEqual(EARLY.toSorted())
    await copy.sync()
    expect(copy.cabinet.summaries()).toEqual([])
  })
})

describe('somebody with another identity', () => {
  it('goes on reading under another key, which the one before does not open', async () => {
    const { stage, source, a, b } = await begun()
    const renewed = withOtherIdentity(organisation, 2)
    publish(stage, renewed)
    await rounds(stage, [a, b])
    await goOn(source, a, [organisation.trusted, renewed.trusted])
    for (const desk of [a, b]) await desk.sync()
    expect(a.open().people!.reading).toEqual(organisation.people.map(({ id }) => id))
    const old = stage.desk(2)
    await shownAll(stage, old, a, renewed).sync()
    expect(texts(old)).not.toEqual(expect.arrayContaining([LATE[0]]))
    for (const text of LATE) expect(texts(old)).not.toContain(text)
    expect(seen(a)).toBe(seen(b))
  })
})

describe('a source who was away', () => {
  it('for six weeks follows to the key that is written under by then', async () => {
    const { stage, source, a, b, c } = await begun()
    publish(stage, smaller)
    await rounds(stage, [a, b])
    stage.server.time.now += 4 * WEEK - 86_400
    await rounds(stage, [a, b])
    stage.server.time.now += 2 * WEEK
    a.say(ask('are you there'))
    await a.flush()
    const { tips } = await source.visit(trail)
    expect(tips[0]!.conversation.lines).toMatchObject(
      expect.arrayContaining([expect.objectContaining({ event: { type: 'ask', text: 'are you there' } })]),
    )
    await source.say({ type: 'say', text: 'yes' }, trail)
    for (const desk of [a, b]) await desk.sync()
    expect(texts(b)).toContain('yes')
    expect(seen(a)).toBe(seen(b))
    await shownAll(stage, c, a, smaller).sync()
    expect(texts(c)).not.toContain('yes')
    expect(texts(c)).not.toContain('are you there')
  })
})

it('whoever was granted a case reads on when somebody else is removed, and is kept out when they are', async () => {
  const { stage, a, b } = await begun()
  const larger = withNewcomer(organisation)
  publish(stage, larger)
  for (const desk of [a, b]) await desk.sync()
  const newcomer = larger.people[3]!.id
  grantTo(stage, a, newcomer)
  await a.flush()
  const d = deskOf(stage, larger, 3)
  await d.sync()
  const next = without(larger, third!.id)
  publish(stage, next)
  await rounds(stage, [a, b, d])
  a.say(note('for the newcomer too'))
  await a.flush()
  await d.sync()
  expect(notes(d)).toContain('for the newcomer too')
  const last = without(next, newcomer)
  publish(stage, last)
  await rounds(stage, [a, b])
  a.say(note('not for the newcomer'))
  await a.flush()
  await b.sync()
  expect(notes(b)).toContain('not for the newcomer')
  await shownAll(stage, d, a, last).sync()
  expect(notes(d)).not.toContain('not for the newcomer')
  expect(a.open().waiting).toEqual([])
})
