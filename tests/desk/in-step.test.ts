import { describe, expect, it } from 'vitest'
import { caseSummaries, markSeen } from '../../src/desk/casework/casework.ts'
import { organisationOf, p } from '../intake/support.ts'
import { ask, type StagedDesk, stageOf } from './stage.ts'

const organisation = organisationOf(3)

/** Two copies of one person's vault, both with what the source said. */
async function twoCopies() {
  const stage = await stageOf(organisation)
  const source = await stage.tip()
  const copies = [stage.desk(0), stage.desk(0)] as const
  await source.say({ type: 'say', text: 'before' })
  for (const copy of copies) await copy.sync()
  return { stage, source, copies }
}

const isUnread = (desk: StagedDesk) => caseSummaries(desk.cabinet)[0]!.summary.progress!.unread
const unread = (desk: StagedDesk) => {
  const { conversation, unread: hashes } = desk.open()
  const texts = conversation!.lines.flatMap(({ hash, event }) =>
    hashes.includes(hash) && 'text' in event ? [event.text] : [],
  )
  expect(isUnread(desk)).toBe(texts.length > 0)
  return texts
}
const read = (desk: StagedDesk) => markSeen(p, desk.vault, desk.cabinet, 1)

describe('two copies of one vault', () => {
  it('both know as read what was answered with one of them', async () => {
    const { copies } = await twoCopies()
    const [one, other] = copies
    expect([unread(one), unread(other)]).toEqual([['before'], ['before']])
    read(one)
    one.say(ask('When?'))
    await one.flush()
    await other.sync()
    expect([unread(one), unread(other)]).toEqual([[], []])
  })

  it('both show as unread what came after the answer', async () => {
    const { source, copies } = await twoCopies()
    const [one, other] = copies
    read(one)
    one.say(ask('When?'))
    await one.flush()
    await source.say({ type: 'say', text: 'after' })
    for (const copy of copies) await copy.sync()
    expect([unread(one), unread(other)]).toEqual([['after'], ['after']])
  })

  it('do not take an acknowledgement, or what their software says by itself, for reading', async () => {
    const { copies } = await twoCopies()
    const [one, other] = copies
    one.acknowledge()
    await one.flush()
    await other.sync()
    expect(unread(other)).toEqual(['before'])
  })

  it('do not take a colleague’s answer for their own', async () => {
    const { stage, copies } = await twoCopies()
    const colleague = stage.desk(1)
    await colleague.sync()
    colleague.say(ask('When?'))
    await colleague.flush()
    await copies[0].sync()
    expect(unread(copies[0])).toEqual(['before'])
  })
})

describe('what came while an answer waited to leave', () => {
  it('stays unread though the answer stands behind it, until it is looked at', async () => {
    const { source, copies } = await twoCopies()
    const [desk] = copies
    read(desk)
    desk.say(ask('When?'))
    await source.say({ type: 'say', text: 'meanwhile' })
    await desk.sync()
    expect(unread(desk)).toEqual(['meanwhile'])
    await desk.flush()
    const texts = desk.open().conversation!.lines.map(({ event }) => 'text' in event && event.text)
    expect(texts).toEqual(['before', 'meanwhile', 'When?'])
    expect(unread(desk)).toEqual(['meanwhile'])
    await desk.sync()
    expect(unread(desk)).toEqual(['meanwhile'])
    read(desk)
    expect(unread(desk)).toEqual([])
  })
})

describe('what the source wrote before it knew of an answer', () => {
  /** The answer leaves by a desk that does not know yet what the source has just written. */
  async function crossing() {
    const { source, copies } = await twoCopies()
    const [desk, other] = copies
    read(desk)
    desk.say(ask('When?'))
    await source.say({ type: 'say', text: 'crossing' })
    await desk.flush()
    for (const copy of copies) await copy.sync()
    return { desk, other }
  }

  it('is unread though it stands before the answer, until it is looked at', async () => {
    const { desk } = await crossing()
    const texts = desk.open().conversation!.lines.map(({ event }) => 'text' in event && event.text)
    expect(texts).toEqual(['before', 'crossing', 'When?'])
    expect(unread(desk)).toEqual(['crossing'])
    read(desk)
    expect(unread(desk)).toEqual([])
  })

  it('is unread with another copy too, which knows as read what the answer was to', async () => {
    const { other } = await crossing()
    expect(unread(other)).toEqual(['crossing'])
  })

  it('is read once it was answered', async () => {
    const { desk, other } = await crossing()
    read(desk)
    desk.say(ask('Where?'))
    await desk.flush()
    await other.sync()
    expect([unread(desk), unread(other)]).toEqual([[], []])
  })
})
