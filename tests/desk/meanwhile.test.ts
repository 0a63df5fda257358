import { describe, expect, it } from 'vitest'
import { organisationOf } from '../intake/support.ts'
import { network } from '../support/network.ts'
import { grantTo, publish, withNewcomer } from './changes.ts'
import { note, notes, type Stage, stageOf } from './stage.ts'
import { cabinetForTest, draftOf, previews, tipFor } from './support.ts'

const organisation = organisationOf(2)
const enlarged = withNewcomer(organisation)

/** A desk at which something happens as soon as a path is asked for, once. */
function interrupted(stage: Stage, person: number) {
  let path: string | null = null
  let act: () => void | Promise<void> = () => undefined
  const fetch: typeof network.fetch = async (input, init) => {
    if (path !== null && new URL(new Request(input).url).pathname.startsWith(path)) {
      path = null
      await act()
    }
    return network.fetch(input, init)
  }
  const once = (at: string, then: typeof act) => {
    path = at
    act = then
  }
  return { desk: stage.desk(person, { ...network, fetch }), once, isOver: () => path === null }
}

describe('while a sync runs', () => {
  it('a tip comes that is sealed under a keyring which is newer than the sync, and it is opened', async () => {
    const stage = await stageOf(organisation)
    await stage.tip(draftOf('Бірінші'))
    const { desk, once } = interrupted(stage, 0)
    once('/v1/tips', async () => {
      publish(stage, enlarged)
      const { status } = await stage.server.send('POST', '/v1/tips', tipFor(enlarged, draftOf('Екінші')))
      expect(status).toBe(201)
    })
    expect(await desk.sync()).toMatchObject({ added: 2, seen: 2, alarms: {} })
    expect(previews(desk)).toEqual(['Бірінші', 'Екінші'])
  })

  it('another program forgets a case for which something comes, and all others are brought up to date', async () => {
    const stage = await stageOf(organisation)
    await stage.tip(draftOf('Бірінші'))
    await stage.tip(draftOf('Екінші'))
    const { desk, once, isOver } = interrupted(stage, 0)
    const colleague = stage.desk(1)
    for (const each of [desk, colleague]) await each.sync()
    // In another week, so that keys are asked for between the look at the watches and the reading.
    stage.server.time.now += 7 * 86_400
    for (const number of [1, 2]) colleague.say(note(`about ${number}`), number)
    await colleague.flush()
    const page = cabinetForTest(desk.vault)
    once('/v1/epochs', () => page.purge(1))
    await desk.sync()
    expect(isOver()).toBe(true)
    expect(previews(desk)).toEqual(['Екінші'])
    expect(notes(desk, 2)).toEqual(['about 2'])
  })
})

it('a grant that waited for a new keyring lets the newcomer’s words be found', async () => {
  const stage = await stageOf(organisation)
  await stage.tip(draftOf('Бірінші'))
  const [a, b] = [stage.desk(0), stage.desk(1)]
  for (const desk of [a, b]) await desk.sync()
  publish(stage, enlarged)
  a.say(note('before'))
  expect(await a.flush()).toMatchObject({ sent: 0, isBehind: true })
  await a.sync()
  grantTo(stage, a, enlarged.people[2]!.id)
  await a.flush()
  await b.sync()
  expect(b.open().people?.reading).toContain(enlarged.people[2]!.id)
  expect(a.open().people?.reading).toContain(enlarged.people[2]!.id)
})
