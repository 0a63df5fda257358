import { expect, it } from 'vitest'
import { readState } from '../../src/desk/vault/state.ts'
import { folderForTest } from '../intake/support.ts'
import { draftEnrolment } from './admin.ts'
import { syncPerson } from './person.ts'
import { closeWorld, openWorld } from './world.ts'

it('whoever syncs before they are enrolled is refused, and is not told that somebody stands in their place', async () => {
  const world = await openWorld(folderForTest(), 1, 3)
  await draftEnrolment(world, 0)
  const newcomer = world.people.at(-1)!
  expect(await syncPerson(world, newcomer)).toMatchObject({ refusal: { code: 'recipient_unknown' } })
  expect(readState(newcomer.cabinet).state.alarms).toEqual({})
  await closeWorld(world)
})
