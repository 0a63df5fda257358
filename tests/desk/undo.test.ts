import { describe, expect, it } from 'vitest'
import type { Api } from '../../src/client/api.ts'
import { grant, leave } from '../../src/desk/casework/comings.ts'
import { takeBack } from '../../src/desk/casework/undo.ts'
import { CandorError } from '../../src/protocol/errors.ts'
import { codeOf, organisationOf, p } from '../intake/support.ts'
import { makeOrganisation } from '../support/organisation.ts'
import { fc, test } from '../support/property.ts'
import { ask, note, notes, recording, type StagedDesk, staged, stageOf } from './stage.ts'
import { cabinetForTest, late } from './support.ts'

const organisation = organisationOf(3)
/** A tip goes to the first two; the third is at another desk. */
const wide = makeOrganisation(p, {
  people: 3,
  desks: ['main', 'board'],
  at: [['main'], ['main'], ['board']],
  seed: 'wide',
})

async function readyDesk(of = organisation) {
  const stage = await stageOf(of)
  await stage.tip()
  const desk = stage.desk(0)
  await desk.sync()
  const timing = { now: stage.server.time.now, random: late, jitterSeconds: 3600 }
  return { stage, desk, timing }
}

const waiting = (desk: StagedDesk) => desk.open().waiting
const kinds = (desk: StagedDesk) => waiting(desk).map(({ event }) => event.type)
const idOf = (desk: StagedDesk, type: string) => waiting(desk).find(({ event }) => event.type === type)!.id

/** A network that breaks off after so many drops. */
function breakingAfter(count: number, api: Api): Api {
  let left = count
  const pass = () => {
    if (left-- <= 0) throw new CandorError('network_unreachable', 'no network')
  }
  return {
    ...api,
    async putDrop(...drop) {
      pass()
      await api.putDrop(...drop)
    },
    async putTeamDrop(...drop) {
      pass()
      await api.putTeamDrop(...drop)
    },
  }
}

describe('what is taken back', () => {
  it('never leaves, and what is behind it does', async () => {
    const { stage, desk } = await readyDesk()
    desk.say(ask('wrong'))
    desk.say(ask('right'))
    const [wrong] = waiting(desk)
    expect(takeBack(desk.cabinet, [wrong!.id])).toEqual({ undone: [wrong!.id], late: [] })
    await desk.flush()
    const colleague = stage.desk(1)
    await colleague.sync()
    const said = colleague.open().conversation!.lines.map(({ event }) => 'text' in event && event.text)
    expect(said).toEqual(['right'])
  })

  it('is late once it has left, and once some of it may have', async () => {
    const { stage, desk } = await readyDesk()
    desk.say(ask('gone'))
    const gone = idOf(desk, 'ask')
    await desk.flush()
    desk.say(ask('perhaps gone'))
    const perhaps = idOf(desk, 'ask')
    await codeOf(() => staged(stage.server, { ...desk, api: breakingAfter(0, desk.api) }).flush())
    expect(takeBack(desk.cabinet, [gone, perhaps, 'ff'.repeat(16)])).toEqual({
      undone: [],
      late: [gone, perhaps, 'ff'.repeat(16)],
    })
    expect(kinds(desk)).toEqual(['ask'])
  })

  it('leaves alone the key that had to go ahead: somebody may lean on it already', async () => {
    const { desk } = await readyDesk()
    desk.say(note('no'))
    const key = idOf(desk, 'case-key')
    expect(takeBack(desk.cabinet, [idOf(desk, 'note'), key]).late).toEqual([key])
    expect(kinds(desk)).toEqual(['case-key'])
    desk.say(note('yes'))
    await desk.flush()
    expect(notes(desk)).toEqual(['yes'])
  })

  it.each(['grant', 'parcel'])(
    'takes a grant and its tip together, whichever is named: %s',
    async (named) => {
      const { desk, timing } = await readyDesk(wide)
      grant(p, desk.vault, desk.cabinet, 1, { to: wide.people[2]!.id, again: false }, timing)
      const id = idOf(desk, named)
      expect(takeBack(desk.cabinet, [id])).toEqual({ undone: [id], late: [] })
      expect(kinds(desk)).toEqual(['case-key'])
    },
  )

  it('does not keep back the tip of a grant that has left', async () => {
    const { stage, desk, timing } = await readyDesk(wide)
    grant(p, desk.vault, desk.cabinet, 1, { to: wide.people[2]!.id, again: false }, timing)
    const parcel = idOf(desk, 'parcel')
    const api: Api = {
      ...desk.api,
      async putTeamDrop(...drop) {
        if (kinds(desk).length === 1) throw new CandorError('network_unreachable', 'no network')
        await desk.api.putTeamDrop(...drop)
      },
    }
    await codeOf(() => staged(stage.server, { ...desk, api }).flush())
    expect(kinds(desk)).toEqual(['parcel'])
    expect(takeBack(desk.cabinet, [parcel])).toEqual({ undone: [], late: [parcel] })
  })

  it('takes the reason along with a departure', async () => {
    const { desk, timing } = await readyDesk()
    const { id } = leave(p, desk.vault, desk.cabinet, 1, 'I know them', timing)
    expect(kinds(desk)).toEqual(['case-key', 'note', 'leave'])
    takeBack(desk.cabinet, [id])
    expect(kinds(desk)).toEqual(['case-key'])
  })

  it('is never handed in by a command that is at it meanwhile: that one breaks off, and goes on at its next turn', async () => {
    const { stage, desk } = await readyDesk()
    desk.say(ask('first'))
    desk.say(ask('second'))
    const second = waiting(desk)[1]!.id
    const { net, asked } = recording()
    const recorded = stage.desk(0, net).api
    const api: Api = {
      ...recorded,
      async putDrop(...drop) {
        await recorded.putDrop(...drop)
        takeBack(cabinetForTest(desk.vault), [second])
      },
    }
    expect(await codeOf(() => staged(stage.server, { ...desk, api }).flush())).toBe('vault_busy')
    await desk.flush()
    const colleague = stage.desk(1)
    await colleague.sync()
    expect(colleague.open().conversation!.lines).toMatchObject([{ event: { text: 'first' } }])
    expect(asked.filter((request) => request.startsWith('PUT'))).toHaveLength(1)
  })
})

test.prop(
  [
    fc.array(
      fc.oneof(
        fc.record({ act: fc.constant('say'), which: fc.nat(1) }),
        fc.record({ act: fc.constant('undo'), which: fc.nat(5) }),
        fc.record({ act: fc.constant('hand in'), which: fc.nat(4) }),
      ),
      { minLength: 3, maxLength: 8 },
    ),
  ],
  { numRuns: 8 },
)('what was undone is never sent, and what was too late for it always is', async (steps) => {
  const { stage, desk } = await readyDesk()
  const expected: string[] = []
  const ids: string[] = []
  for (const { act, which } of steps) {
    if (act === 'say') {
      const said = ids.length
      const text = `${said}`
      desk.say(which === 0 ? ask(text) : note(text))
      ids.push(waiting(desk).findLast(({ event }) => 'text' in event && event.text === text)!.id)
      expected.push(text)
    }
    const id = ids[which]
    if (act === 'undo' && id !== undefined) {
      const { undone, late: tooLate } = takeBack(desk.cabinet, [id])
      expect([...undone, ...tooLate]).toEqual([id])
      if (undone.length > 0) expected.splice(expected.indexOf(`${which}`), 1)
    }
    if (act === 'hand in') {
      const api = breakingAfter(which, desk.api)
      await staged(stage.server, { ...desk, api })
        .flush()
        .catch(() => null)
    }
  }
  await desk.flush()
  const colleague = stage.desk(1)
  await colleague.sync()
  const { conversation, file } = colleague.open()
  const said = [...conversation!.lines, ...file.acts].flatMap(({ event }) =>
    'text' in event ? [event.text] : [],
  )
  expect(said.toSorted()).toEqual(expected.toSorted())
})
