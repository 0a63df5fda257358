import { describe, expect, it } from 'vitest'
import { caseSummaries, markSeen } from '../../src/desk/casework/casework.ts'
import { codeOf, DAY, organisationOf, p } from '../intake/support.ts'
import { fc, test } from '../support/property.ts'
import { ask, note, seen, stageOf, status, tall } from './stage.ts'
import { draftOf } from './support.ts'

const organisation = organisationOf(3)
const [, , third] = organisation.people

describe('a case', () => {
  it('is the same for two colleagues who act at once, byte for byte', async () => {
    const stage = await stageOf(organisation)
    const source = await stage.tip()
    const [a, b] = [stage.desk(0), stage.desk(1)]
    await Promise.all([a.sync(), b.sync()])
    a.acknowledge()
    b.acknowledge()
    a.say(note('from a'))
    b.say(note('from b'))
    a.say(status('triage'))
    b.say(status('open'))
    a.say(ask('When was it?'))
    await Promise.all([a.flush(), b.flush()])
    await source.say({ type: 'say', text: 'Last week' })
    await Promise.all([a.sync(), b.sync()])
    expect(seen(a)).toBe(seen(b))
    expect(JSON.parse(seen(a))).toMatchObject({
      conversation: { findings: { missing: [], forked: [], aside: [] } },
      file: { findings: { missing: [], forked: [], aside: [] } },
    })
    expect(
      a
        .open()
        .file.acts.map(({ event }) => event.type)
        .toSorted(),
    ).toEqual(['note', 'note', 'status', 'status'])
    a.say(status('closed'))
    await a.flush()
    await b.sync()
    expect(b.open().file.status).toBe('closed')
    expect(seen(a)).toBe(seen(b))
  })

  it('is told to the source in the words of whoever wrote', async () => {
    const stage = await stageOf(organisation)
    const source = await stage.tip()
    const desk = stage.desk(0)
    await desk.sync()
    desk.acknowledge()
    desk.say(ask('When was it?'))
    expect(await desk.flush()).toMatchObject({ sent: 2, waiting: 0, next: null })
    const { tips } = await source.visit()
    expect(tips[0]!.conversation.lines.map(({ event }) => event.type)).toEqual(['acknowledge', 'ask'])
    expect(tips[0]!.clocks.acknowledge.met).not.toBeNull()
  })

  it('is acknowledged once, whoever opens it first', async () => {
    const stage = await stageOf(organisation)
    await stage.tip()
    const [a, b] = [stage.desk(0), stage.desk(1)]
    await Promise.all([a.sync(), b.sync()])
    expect(a.acknowledge()).not.toBeNull()
    expect(a.acknowledge()).toBeNull()
    b.acknowledge()
    await a.flush()
    await b.sync()
    await b.flush()
    await a.sync()
    const lines = a.open().conversation!.lines
    expect(lines.map(({ event, author }) => [event.type, author])).toEqual([
      ['acknowledge', organisation.people[0]!.id],
    ])
    expect(b.acknowledge()).toBeNull()
  })

  it('shows nothing, and gives nothing, to somebody who was left out', async () => {
    const stage = await stageOf(organisation)
    const source = await stage.tip(draftOf('Үшінші туралы', [third!.id]))
    const [a, out] = [stage.desk(0), stage.desk(2)]
    await a.sync()
    a.say(note('about the third'))
    a.say(ask('What did they do?'))
    await a.flush()
    await source.say({ type: 'say', text: 'They know' })
    await out.sync()
    expect(caseSummaries(out.cabinet)).toEqual([])
    expect(out.cabinet.queue()).toEqual([])
    expect(out.cabinet.drops(1)).toEqual([])
    expect(await codeOf(() => out.open())).toBe('not_found')
  })

  it('says in the inbox how it stands, and whether the source said something new', async () => {
    const stage = await stageOf(organisation)
    const source = await stage.tip()
    const desk = stage.desk(0)
    await desk.sync()
    const line = () => caseSummaries(desk.cabinet)[0]!.summary.progress
    expect(line()).toMatchObject({ status: 'new', unread: false, clock: { name: 'acknowledge' } })
    desk.acknowledge()
    desk.say(status('triage'))
    desk.say({ thread: 'team', event: { type: 'assign', to: organisation.people[1]!.id } })
    desk.say({ thread: 'team', event: { type: 'label', add: ['money'], remove: [] } })
    await desk.flush()
    await source.say({ type: 'say', text: 'More' })
    await desk.sync()
    expect(line()).toMatchObject({
      status: 'triage',
      assignee: organisation.people[1]!.id,
      labels: ['money'],
      unread: true,
      clock: { name: 'feedback', until: null },
    })
    markSeen(p, desk.vault, desk.cabinet, 1)
    expect(line()).toMatchObject({ unread: false })
  })

  it('keeps its clocks, and why one was let run', async () => {
    const stage = await stageOf(organisation)
    await stage.tip()
    const desk = stage.desk(0)
    await desk.sync()
    const { arrived } = { arrived: desk.open().record.day }
    expect(desk.open().clocks).toEqual({
      acknowledge: { due: arrived + 7, met: null },
      feedback: { due: arrived + 97, met: null },
    })
    desk.acknowledge()
    const delay = { type: 'delay', clock: 'feedback', until: '2027-06-01', reason: 'courts' } as const
    desk.say({ thread: 'team', event: delay })
    await desk.flush()
    expect(desk.open().clocks).toEqual({
      acknowledge: { due: arrived + 7, met: arrived },
      feedback: { due: arrived + 90, met: null },
    })
    expect(desk.open().file.delays).toMatchObject([{ clock: 'feedback', reason: 'courts' }])
    expect(caseSummaries(desk.cabinet)[0]!.summary.progress!.clock).toEqual({
      name: 'feedback',
      due: arrived + 90,
      until: '2027-06-01',
    })
    desk.say({ thread: 'conversation', event: { type: 'tell', status: 'acted', text: '' } })
    await desk.flush()
    expect(desk.open().clocks!.feedback.met).toBe(arrived)
  })

  it('refuses what cannot be said, before it is queued', async () => {
    const stage = await stageOf(organisation)
    await stage.tip()
    const desk = stage.desk(0)
    await desk.sync()
    expect(await codeOf(() => desk.say(ask('x'.repeat(30_001))))).toBe('usage')
    expect(await codeOf(() => desk.say(ask('x'), 2))).toBe('not_found')
    // Each of these takes six letters of JSON: more than 64 cells have room for.
    expect(await codeOf(() => desk.say(ask('\u0001'.repeat(30_000))))).toBe('tip_too_long')
    expect(desk.cabinet.queue()).toEqual([])
  })

  it('takes the longest message', async () => {
    const stage = await stageOf(organisation)
    const source = await stage.tip()
    const desk = stage.desk(0)
    await desk.sync()
    desk.say(ask('я'.repeat(15_000)))
    await desk.flush()
    const { tips } = await source.visit()
    expect(tips[0]!.conversation.lines[0]!.event).toMatchObject({ text: 'я'.repeat(15_000) })
  })
})

describe('a case that may escalate', () => {
  const escalating = { ...draftOf('Бәрі біледі'), escalate: ['board'] }

  it('is hidden from the other desk until a clock has run out, and then stays', async () => {
    const stage = await stageOf(tall, { now: 20_778 * DAY })
    await stage.tip(escalating)
    const [main, board] = [stage.desk(0), stage.desk(2)]
    await main.sync()
    expect(await board.sync()).toMatchObject({ added: 0, flushed: { waiting: 0 } })
    expect(caseSummaries(board.cabinet)).toEqual([])
    expect(await codeOf(() => board.acknowledge())).toBe('not_found')
    stage.server.time.now += 7 * DAY
    expect(await board.sync()).toMatchObject({ added: 0 })
    stage.server.time.now += DAY
    expect(await board.sync()).toMatchObject({ added: 1, flushed: { waiting: 0 } })
    expect(board.open()).toMatchObject({ number: 1, circle: 'escalate' })
    main.acknowledge()
    await main.flush()
    expect(await board.sync()).toMatchObject({ added: 0 })
    expect(board.open().clocks!.acknowledge.met).not.toBeNull()
    expect(caseSummaries(board.cabinet)).toHaveLength(1)
  })

  it('stays hidden while the desk does its work, though every message is there', async () => {
    const stage = await stageOf(tall, { now: 20_778 * DAY })
    const source = await stage.tip(escalating)
    const [main, board] = [stage.desk(0), stage.desk(2)]
    await main.sync()
    main.acknowledge()
    main.say(note('only us'))
    await main.flush()
    await source.say({ type: 'say', text: 'Thanks' })
    stage.server.time.now += 30 * DAY
    expect(await board.sync()).toMatchObject({ added: 0 })
    expect(caseSummaries(board.cabinet)).toEqual([])
    stage.server.time.now += 70 * DAY
    expect(await board.sync()).toMatchObject({ added: 1 })
    expect(board.open().conversation!.lines).toHaveLength(2)
    // The two circles have keys of their own.
    expect(board.open().file.acts).toEqual([])
  })

  it('never opens for somebody there who was left out', async () => {
    const stage = await stageOf(tall, { now: 20_778 * DAY })
    await stage.tip({ ...escalating, exclude: [tall.people[3]!.id] })
    const out = stage.desk(3)
    stage.server.time.now += 100 * DAY
    expect(await out.sync()).toMatchObject({ added: 0, flushed: { waiting: 0 } })
    expect(caseSummaries(out.cabinet)).toEqual([])
  })
})

const act = fc.record({
  who: fc.nat(1),
  what: fc.constantFrom('note', 'ask', 'triage', 'acknowledge', 'flush', 'sync', 'source'),
})

test.prop([fc.array(act, { minLength: 4, maxLength: 14 })], { numRuns: 6 })(
  'whatever two colleagues and the source do in whatever order, everyone sees the same in the end',
  async (acts) => {
    const stage = await stageOf(organisation)
    const source = await stage.tip()
    const desks = [stage.desk(0), stage.desk(1)]
    for (const desk of desks) await desk.sync()
    for (const [i, { who, what }] of acts.entries()) {
      const desk = desks[who]!
      if (what === 'note') desk.say(note(`note ${i}`))
      if (what === 'ask') desk.say(ask(`ask ${i}`))
      if (what === 'triage') desk.say(status('triage'))
      if (what === 'acknowledge') desk.acknowledge()
      if (what === 'flush') await desk.flush()
      if (what === 'sync') await desk.sync()
      if (what === 'source') await source.say({ type: 'say', text: `say ${i}` })
    }
    for (const desk of desks) await desk.flush()
    for (const desk of [...desks, ...desks]) await desk.sync()
    const [a, b] = desks
    expect(seen(a!)).toBe(seen(b!))
    const { conversation, file } = a!.open()
    expect(conversation!.findings).toEqual({ missing: [], forked: [], aside: [] })
    expect(file.findings).toEqual({ missing: [], forked: [], aside: [] })
    const said = acts.filter(({ what }) => ['note', 'ask', 'triage', 'source'].includes(what)).length
    const lines = conversation!.lines.filter(({ event }) => event.type !== 'acknowledge')
    expect(lines.length + file.acts.length).toBe(said)
    expect((await source.visit()).tips[0]!.conversation.lines).toEqual(conversation!.lines)
  },
)
