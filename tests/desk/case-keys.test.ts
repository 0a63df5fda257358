import { describe, expect, it } from 'vitest'
import type { Network } from '../../src/client/transport.ts'
import { readWatch } from '../../src/desk/case/watch.ts'
import { advanced, organisationOf, WEEK } from '../intake/support.ts'
import { network } from '../support/network.ts'
import { THIS_EPOCH } from '../support/organisation.ts'
import { cheat } from './cheat.ts'
import { note, notes, type StagedDesk, seen, stageOf, through } from './stage.ts'
import { draftOf, tipFor } from './support.ts'

const organisation = organisationOf(3)
const [first, second, third] = organisation.people

describe('a case key', () => {
  it('that leaves one of those addressed out is void, and the victim’s own is used by everyone', async () => {
    const stage = await stageOf(organisation)
    await stage.tip()
    const [a, b, c] = [stage.desk(0), stage.desk(1), stage.desk(2)]
    for (const desk of [a, b, c]) await desk.sync()
    await cheat(a, [first!.id, second!.id])
    for (const desk of [a, b, c]) await desk.sync()
    c.say(note('from the third'))
    await c.flush()
    for (const desk of [a, b]) await desk.sync()
    b.say(note('from the second'))
    await b.flush()
    await c.sync()
    await a.sync()
    for (const desk of [a, b, c]) expect(notes(desk)).toEqual(['from the third', 'from the second'])
    expect(seen(a)).toBe(seen(b))
    expect(seen(b)).toBe(seen(c))
  })

  it('is read later by a desk that has not heard of its keyring, with everything under it', async () => {
    const later = advanced(organisation, { contact: ['a', 'b', 'c'] })
    const stage = await stageOf(organisation)
    await stage.tip()
    const [a, b] = [stage.desk(0), stage.desk(1)]
    await b.sync()
    stage.server.keyrings.publish(later.statement)
    await a.sync()
    a.say(note('under the next keyring'))
    a.say(note('and more'))
    await a.flush()
    const behind: Network = {
      ...network,
      fetch: async (input, init) => {
        const isKeyring = new URL(new Request(input).url).pathname === '/v1/keyring'
        return isKeyring ? new Response(new Uint8Array(organisation.statement)) : network.fetch(input, init)
      },
    }
    await through(stage, b, behind).sync()
    expect(notes(b)).toEqual([])
    await b.sync()
    expect(notes(b)).toEqual(['under the next keyring', 'and more'])
    expect(seen(b)).toBe(seen(a))
  })

  const teamKeys = (desk: StagedDesk) => readWatch(desk.cabinet.watch(1)!).keys.team
  const everyone = organisation.people.map(({ id }) => id)

  it('counts when it is sealed for the week of its message or the one beside it, and for no other', async () => {
    for (const [epoch, weeks, count] of [
      [THIS_EPOCH, 0, 1],
      [THIS_EPOCH + 1, 0, 1],
      [THIS_EPOCH, 1, 1],
      [THIS_EPOCH, 2, 0],
    ] as const) {
      const stage = await stageOf(organisation)
      await stage.tip()
      const [a, b] = [stage.desk(0), stage.desk(1)]
      for (const desk of [a, b]) await desk.sync()
      stage.server.time.now += weeks * WEEK
      await cheat(a, everyone, { epoch, week: THIS_EPOCH + weeks })
      await b.sync()
      expect(teamKeys(b)).toHaveLength(count)
    }
  })

  it('under an older keyring than that of the tip is void', async () => {
    const later = advanced(organisation, { contact: ['a', 'b', 'c'] })
    const stage = await stageOf(organisation)
    stage.server.keyrings.publish(later.statement)
    await stage.server.send('POST', '/v1/tips', tipFor(later, draftOf('x')))
    const [a, b] = [stage.desk(0), stage.desk(1)]
    for (const desk of [a, b]) await desk.sync()
    await cheat(a, everyone)
    await b.sync()
    expect(teamKeys(b)).toEqual([])
    b.say(note('under my own'))
    await b.flush()
    await a.sync()
    expect(notes(a)).toEqual(['under my own'])
  })

  it('counts from nobody outside of its circle', async () => {
    const stage = await stageOf(organisation)
    await stage.tip(draftOf('Бірінші', [third!.id]))
    const [a, b] = [stage.desk(0), stage.desk(1)]
    for (const desk of [a, b]) await desk.sync()
    await cheat(a, [first!.id, second!.id, third!.id])
    await b.sync()
    b.say(note('for us two'))
    await b.flush()
    await a.sync()
    expect(notes(a)).toEqual(['for us two'])
    expect(seen(a)).toBe(seen(b))
  })
})
