import { describe, expect, it } from 'vitest'
import type { Network } from '../../src/client/transport.ts'
import { askAgain, fetchKeys } from '../../src/desk/sync/drops.ts'
import type { Directory } from '../../src/desk/vault/directory.ts'
import type { Identity } from '../../src/desk/vault/identity.ts'
import { concat, u32 } from '../../src/protocol/bytes.ts'
import { CandorError } from '../../src/protocol/errors.ts'
import { advanced, organisationOf, random, WEEK } from '../intake/support.ts'
import { network } from '../support/network.ts'
import { THIS_EPOCH } from '../support/organisation.ts'
import { cheat } from './cheat.ts'
import { note, notes, recording, stageOf } from './stage.ts'
import { draftOf } from './support.ts'

const organisation = organisationOf(3)
const [first, second, third] = organisation.people

describe('no request of a sync depends on what could be decrypted', () => {
  /** An addressed desk and one that was left out, each with the requests that it makes. */
  async function watched(inner: Network = network) {
    const stage = await stageOf(organisation)
    const source = await stage.tip(draftOf('Үшінші туралы', [third!.id]))
    const logs = [recording(inner), recording(inner)] as const
    const [b, out] = [stage.desk(1, logs[0].net), stage.desk(2, logs[1].net)]
    const sync = async () => {
      expect(await out.sync()).toMatchObject({ flushed: { waiting: 0 } })
      expect(await b.sync()).toMatchObject({ flushed: { waiting: 0 } })
      expect(logs[0].asked).toEqual(logs[1].asked)
      return logs[0].asked.splice(0, logs[1].asked.splice(0).length)
    }
    await sync()
    const a = stage.desk(0)
    await a.sync()
    return { stage, source, a, b, sync }
  }
  const keysIn = (asked: readonly string[]) => asked.filter((request) => request.includes('/v1/epochs/'))
  const FROM_THE_FIRST = 'GET /v1/team/drops?after=0'

  it('when messages came', async () => {
    const { stage, source, a, b, sync } = await watched()
    // In another week, so that the case key is sealed to intake keys that nobody has asked for yet.
    stage.server.time.now += WEEK
    a.acknowledge()
    a.say(note('secret'))
    await a.flush()
    await source.say({ type: 'say', text: 'more' })
    const asked = await sync()
    expect(notes(b)).toEqual(['secret'])
    expect(keysIn(asked).length).toBeGreaterThan(0)
    expect(await sync()).not.toContain(FROM_THE_FIRST)
  })

  it('when a key was sealed for another week than that of its message', async () => {
    const { a, sync } = await watched()
    await cheat(a, [first!.id, second!.id], { epoch: THIS_EPOCH + 1 })
    await sync()
    await sync()
  })

  it('when a key can be opened only once there is another keyring', async () => {
    const later = advanced(organisation, { contact: ['a', 'b', 'c'] })
    let isBehind = true
    const behind: Network = {
      ...network,
      fetch: async (input, init) => {
        const isKeyring = new URL(new Request(input).url).pathname === '/v1/keyring'
        return isKeyring && isBehind
          ? new Response(new Uint8Array(organisation.statement))
          : network.fetch(input, init)
      },
    }
    const { stage, a, b, sync } = await watched(behind)
    stage.server.keyrings.publish(later.statement)
    await a.sync()
    a.say(note('under the next keyring'))
    await a.flush()
    await sync()
    expect(notes(b)).toEqual([])
    isBehind = false
    expect(await sync()).toContain(FROM_THE_FIRST)
    expect(notes(b)).toEqual(['under the next keyring'])
    expect(await sync()).not.toContain(FROM_THE_FIRST)
  })

  it('when the server did not have the intake keys at first', async () => {
    let isMissing = false
    const lacking: Network = {
      ...network,
      fetch: async (input, init) => {
        const isKeys = new URL(new Request(input).url).pathname.startsWith('/v1/epochs/')
        if (!isKeys || !isMissing) return network.fetch(input, init)
        return Response.json({ code: 'intake_key_missing', message: '' }, { status: 404 })
      },
    }
    const { stage, a, b, sync } = await watched(lacking)
    stage.server.time.now += WEEK
    isMissing = true
    a.say(note('one'))
    await a.flush()
    const missed = keysIn(await sync())
    expect(missed.length).toBeGreaterThan(0)
    a.say(note('two'))
    await a.flush()
    expect(keysIn(await sync())).toEqual(missed)
    expect(notes(b)).toEqual([])
    isMissing = false
    expect(await sync()).toContain(FROM_THE_FIRST)
    expect(notes(b)).toEqual(['one', 'two'])
    const asked = await sync()
    expect(asked).not.toContain(FROM_THE_FIRST)
    expect(keysIn(asked)).toEqual([])
  })
})

it('of the intake keys that a server does not have, those of a year are asked for again', async () => {
  const { trusted } = organisation
  const asked: number[] = []
  const directory = {
    trail: [trusted],
    sealingContext: (_: unknown, week: number) => {
      asked.push(week)
      return Promise.reject(new CandorError('not_found', 'gone'))
    },
  } as unknown as Directory
  const identity = { recipientId: first!.id } as Identity
  const rows = Array.from({ length: 70 }, (_, i) => i + THIS_EPOCH).map((week) => ({
    batch: 1,
    kind: 'team' as const,
    locator: concat(u32(week), random(28)),
    cell: new Uint8Array(),
  }))
  const missing = await fetchKeys({ directory, identity }, rows, THIS_EPOCH + 69, [`1/${THIS_EPOCH}`])
  expect(missing).toEqual(Array.from({ length: 64 }, (_, i) => `1/${THIS_EPOCH + 6 + i}`))
  // Not a second time in one sync.
  expect(asked).not.toContain(THIS_EPOCH)
  asked.length = 0
  expect(await askAgain(directory, missing)).toEqual(missing)
  expect(asked).toHaveLength(64)
})
