import { describe, expect, it } from 'vitest'
import { takeBack } from '../../src/desk/casework/undo.ts'
import { codeOf, organisationOf } from '../intake/support.ts'
import { deskOf, grantTo, leaveCase, publish, rounds, withNewcomer } from './changes.ts'
import { ask, note, notes, seen, stageOf } from './stage.ts'
import { draftOf, previews } from './support.ts'

const organisation = organisationOf(2)
const enlarged = withNewcomer(organisation)
const newcomer = enlarged.people[2]!.id

/** Two colleagues, a case with a conversation and notes, and somebody who comes later. */
async function begun(exclude: readonly string[] = []) {
  const stage = await stageOf(organisation)
  const source = await stage.tip(draftOf('Бірінші', exclude))
  await stage.tip(draftOf('Басқа'))
  const [a, b] = [stage.desk(0), stage.desk(1)]
  for (const desk of [a, b]) await desk.sync()
  a.say(ask('before?'))
  a.say(note('an old note'))
  await a.flush()
  await source.say({ type: 'say', text: 'an old answer' })
  publish(stage, enlarged)
  for (const desk of [a, b]) await desk.sync()
  const c = deskOf(stage, enlarged, 2)
  return { stage, source, a, b, c }
}

const said = (desk: { open: () => { conversation: unknown } }) =>
  JSON.stringify(desk.open().conversation).match(/"text":"[^"]*"/g)

describe('somebody who is granted a case', () => {
  it('reads the tip, the conversation and the old notes, and nothing of other cases', async () => {
    const { stage, a, b, c } = await begun()
    await c.sync()
    expect(previews(c)).toEqual([])
    grantTo(stage, a, newcomer)
    await a.flush()
    expect(await c.sync()).toMatchObject({ added: 1, alarms: {} })
    expect(previews(c)).toEqual(['Бірінші'])
    expect(said(c)).toEqual(['"text":"before?"', '"text":"an old answer"'])
    expect(notes(c)).toEqual(['an old note'])
    for (const desk of [a, b]) await desk.sync()
    expect(seen(c)).toBe(seen(a))
    expect(seen(c)).toBe(seen(b))
  })

  it('writes to the source and to colleagues, who see it', async () => {
    const { stage, source, a, b, c } = await begun()
    grantTo(stage, a, newcomer)
    await a.flush()
    await c.sync()
    c.say(ask('from the newcomer'))
    c.say(note('a new note'))
    await c.flush()
    for (const desk of [a, b]) await desk.sync()
    expect(notes(b)).toEqual(['an old note', 'a new note'])
    expect(seen(b)).toBe(seen(c))
    const { tips } = await source.visit([organisation.trusted, enlarged.trusted])
    expect(
      tips[0]!.conversation.lines.map(({ author, event }) => [author, 'text' in event && event.text]),
    ).toEqual(expect.arrayContaining([[newcomer, 'from the newcomer']]))
  })

  it('is handed a case of which no colleague has written anything', async () => {
    const { stage, b, c } = await begun()
    grantTo(stage, b, newcomer, 2)
    await b.flush()
    expect(await c.sync()).toMatchObject({ added: 1 })
    c.say(note('the first note'))
    await c.flush()
    await b.sync()
    expect(b.open(2).file.acts).toMatchObject([{ author: newcomer, event: { text: 'the first note' } }])
  })

  it('can grant it to a fourth', async () => {
    const { stage, a, b, c } = await begun()
    const more = withNewcomer(enlarged, 'the fourth')
    grantTo(stage, a, newcomer)
    await a.flush()
    publish(stage, more)
    await c.sync()
    grantTo(stage, c, more.people[3]!.id)
    await c.flush()
    const d = deskOf(stage, more, 3)
    expect(await d.sync()).toMatchObject({ added: 1 })
    expect(notes(d)).toEqual(['an old note'])
    for (const desk of [a, b, c]) await desk.sync()
    expect(seen(d)).toBe(seen(a))
  })
})

describe('nobody is granted a case', () => {
  it('whom the source left out', async () => {
    const larger = organisationOf(3)
    const stage = await stageOf(larger)
    const [, , third] = larger.people
    await stage.tip(draftOf('Үшінші туралы', [third!.id]))
    const [a, c] = [stage.desk(0), stage.desk(2)]
    for (const desk of [a, c]) await desk.sync()
    expect(await codeOf(() => grantTo(stage, a, third!.id))).toBe('usage')
    expect(a.cabinet.queue()).toEqual([])
  })

  it('who reads it already, or is not there', async () => {
    const { stage, a, b } = await begun()
    for (const id of [b.vault.identity.recipientId, a.vault.identity.recipientId, 'ff'.repeat(16)])
      expect(await codeOf(() => grantTo(stage, a, id))).toBe('usage')
  })
})

describe('whoever leaves', () => {
  it('keeps nothing of the case, and it does not come back', async () => {
    const { stage, a, b } = await begun()
    leaveCase(stage, b, 'I know the person')
    await b.flush()
    expect(previews(b)).toEqual(['Басқа'])
    expect(b.cabinet.queue()).toEqual([])
    await a.sync()
    expect(notes(a)).toEqual(['an old note', 'I know the person'])
    await rounds(stage, [a, b])
    expect(previews(b)).toEqual(['Басқа'])
  })

  it('says nothing behind it that would be lost, and can again once that is taken back', async () => {
    const { stage, b } = await begun()
    const { id } = leaveCase(stage, b)
    for (const words of [ask('one more?'), note('one more')])
      expect(await codeOf(() => b.say(words))).toBe('usage')
    expect(b.cabinet.queue()).toHaveLength(1)
    takeBack(b.cabinet, [id])
    b.say(note('I stay'))
    await b.flush()
    expect(notes(b)).toContain('I stay')
  })

  it('reads nothing that is written later', async () => {
    const { stage, a, b } = await begun()
    leaveCase(stage, b)
    await b.flush()
    await rounds(stage, [a])
    expect(a.open().people?.reading).toEqual([a.vault.identity.recipientId])
    expect(a.open().waiting).toEqual([])
  })

  it('cannot, where nobody else could open the case', async () => {
    const { stage, a, b } = await begun([organisation.people[1]!.id])
    expect(previews(b)).toEqual(['Басқа'])
    expect(await codeOf(() => leaveCase(stage, a))).toBe('usage')
    expect(a.cabinet.queue()).toEqual([])
  })

  it('comes back when somebody grants it again', async () => {
    const { stage, a, b } = await begun()
    leaveCase(stage, b)
    await b.flush()
    await rounds(stage, [a])
    grantTo(stage, a, b.vault.identity.recipientId)
    await a.flush()
    expect(await b.sync()).toMatchObject({ added: 1 })
    expect(previews(b).toSorted()).toEqual(['Басқа', 'Бірінші'])
    a.say(note('after'))
    await a.flush()
    await b.sync()
    expect(notes({ ...b, open: () => b.open(3) })).toEqual(['an old note', 'rekey', 'after'])
  })
})
