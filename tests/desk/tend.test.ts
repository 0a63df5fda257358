import { describe, expect, it } from 'vitest'
import { connect } from '../../src/client/api.ts'
import { followChain, prepareSealing } from '../../src/client/directory.ts'
import type { Cabinet } from '../../src/desk/vault/cabinet.ts'
import { erasedOn } from '../../src/desk/vault/erase.ts'
import { type Identity, newKeyset, seedOf, weeksOf } from '../../src/desk/vault/identity.ts'
import { identityItem, readIdentity } from '../../src/desk/vault/secrets.ts'
import { openLedger } from '../../src/desk/vault/state.ts'
import { toBase64 } from '../../src/protocol/bytes.ts'
import { type Envelope, parseEnvelope } from '../../src/protocol/envelope.ts'
import { encodeIntakeBlock, parseIntakeBlock } from '../../src/protocol/epoch.ts'
import { signIntakeBlock } from '../../src/protocol/epoch-secret.ts'
import { trustNext } from '../../src/protocol/keyring/chain.ts'
import type { Keyring, Recipient } from '../../src/protocol/keyring/statement.ts'
import { dayOf, dayText, epochOfDay } from '../../src/protocol/time.ts'
import { openTip, type SealingContext } from '../../src/protocol/tip.ts'
import { deliver, newCodename, sealForSending } from '../../src/source/submit.ts'
import { DAY, NOON, organisationOf, p, random, WEEK } from '../intake/support.ts'
import { serverForTest } from '../server/support.ts'
import { network } from '../support/network.ts'
import { signAll, type TestOrganisation, THIS_EPOCH } from '../support/organisation.ts'
import { deskForTest, draftOf, previews, syncDesk } from './support.ts'

const organisation = organisationOf(1, 'tending')

const heldBy = (desk: { readonly cabinet: Cabinet }): Identity =>
  readIdentity(desk.cabinet, organisation.people[0]!.id)!

/** The real network, with answers that show the server's clock. */
const dated = (time: { readonly now: number }): typeof network => ({
  fetch: async (input, init) => {
    const answer = await network.fetch(input, init)
    const headers = new Headers(answer.headers)
    headers.set('date', new Date(time.now * 1000).toUTCString())
    return new Response(answer.body, { status: answer.status, headers })
  },
  wait: async () => undefined,
})

/** A server, a desk and an admin, all by one clock. */
async function stage(around: (inner: typeof network) => typeof network = (inner) => inner) {
  const time = { now: NOON }
  const net = around(dated(time))
  const server = await serverForTest({ organisation, time })
  const clock = () => time.now
  const api = connect(network, new URL(server.origin), clock)
  const desk = deskForTest(server.origin, organisation, 0, net, clock)
  let current: TestOrganisation = organisation
  const lasts = [THIS_EPOCH + 1]
  const publish = (changes: Partial<Keyring>, approving: readonly Uint8Array[] = []) => {
    const keyring = {
      ...current.keyring,
      seq: current.keyring.seq + 1,
      previous: toBase64(current.trusted.hash),
      ...changes,
    }
    const statement = signAll(p, keyring, [...current.roots, ...approving])
    current = { ...current, statement, keyring, trusted: trustNext(p, current.trusted, statement) }
    const [own] = keyring.recipients as [Recipient]
    lasts.push(own.firstEpoch + own.epochs.length - 1)
    server.keyrings.publish(statement)
  }
  return {
    time,
    net,
    origin: server.origin,
    api,
    desk,
    publish,
    /** Where the lists of the two newest keyrings end. */
    ends: () => lasts.slice(-2),
    sync: () => syncDesk(desk, { now: time.now }),
    /** The admin takes the newest list into a keyring. */
    renew: async () => {
      const [own] = current.keyring.recipients as [Recipient]
      const { firstEpoch, keys, signature } = parseIntakeBlock(p, own, await api.intakeBlock(own.id))
      const epochs = keys.map((key) => toBase64(p.sha256(key)))
      const validFrom = dayText(dayOf(time.now))
      publish({
        recipients: [{ ...own, firstEpoch, epochs, signature: toBase64(signature) }],
        validFrom,
        validUntil: dayText(dayOf(time.now) + 365),
      })
    },
    /** A source sends a tip now; answers with the envelope. */
    send: async (text: string) => {
      const trusted = await followChain(p, api, { orgId: organisation.trusted.orgId })
      const to = await prepareSealing(p, api, trusted, time.now)
      const sealed = sealForSending(p, to, newCodename(random), draftOf(text), random)
      await deliver(p, api, to, sealed)
      return { envelope: parseEnvelope(sealed.envelope), epoch: to.epoch, to }
    },
  }
}

const pathOf = (input: Parameters<typeof fetch>[0]): string => new URL(new Request(input).url).pathname

interface Sent {
  readonly envelope: Envelope
  readonly epoch: number
  readonly to: SealingContext
}

describe('a desk’s own keys, over a year', () => {
  it.each([
    ['every week', 7, 91],
    ['every month', 30, 90],
    ['three times a year', 110, 110],
  ])(
    'are there when they are needed and gone when they are not, with a sync %s',
    async (_, pause, renewal) => {
      const { time, desk, sync, send, renew, api, ends } = await stage()
      const sent: Sent[] = []
      let closed = 0
      await sync()
      await renew()
      for (let day = 0, renewed = 0; day < 365; day += pause, time.now += pause * DAY) {
        sent.push(await send(`tip of day ${day}`))
        expect((await sync()).keys.trouble).toBeNull()
        const { firstEpoch, keys } = parseIntakeBlock(
          p,
          organisation.keyring.recipients[0]!,
          await api.intakeBlock(organisation.people[0]!.id),
        )
        expect(firstEpoch + keys.length - 1 - epochOfDay(dayOf(time.now))).toBeGreaterThanOrEqual(22)
        if (day - renewed >= renewal) {
          closed += closedTips(heldBy(desk), sent.slice(-8), dayOf(time.now), ends())
          await renew()
          renewed = day
        }
      }
      expect(previews(desk)).toHaveLength(sent.length)
      expect(closed).toBeGreaterThan(0)
      expect((await sync()).alarms).toEqual({})
    },
    60_000,
  )

  /** Whoever takes the machine and the server at this moment: what its seeds open. Answers how many stay closed. */
  function closedTips(
    identity: Identity,
    sent: readonly Sent[],
    today: number,
    ends: readonly number[],
  ): number {
    const seeds = [identity, ...identity.former].flatMap(weeksOf).map(({ seed }) => seed)
    const old = sent.filter(({ epoch }) => today >= erasedOn(epoch) && !ends.includes(epoch))
    for (const { envelope, to } of old)
      for (const seed of seeds) expect(() => openTip(p, to, envelope, 0, seed)).toThrow(/could not be opened/)
    return old.length
  }

  it('open what was sealed to a week only until two weeks after it', async () => {
    const { time, desk, sync, send, renew } = await stage()
    await sync()
    await renew()
    time.now += 2 * WEEK
    const { envelope, to } = await send('of the third week')
    await sync()
    const canOpen = () => {
      const seed = seedOf(heldBy(desk), THIS_EPOCH + 2)
      return seed !== undefined && openTip(p, to, envelope, 0, seed).status === 'sound'
    }
    time.now = erasedOn(THIS_EPOCH + 2) * DAY - 1
    await sync()
    expect(canOpen()).toBe(true)
    time.now += 1
    expect((await sync()).keys.erased).toBeGreaterThan(0)
    expect(canOpen()).toBe(false)
    expect(previews(desk)).toEqual(['of the third week'])
  })

  it('are not missed when all tips are read again: it is no alarm that what is old does not open', async () => {
    const { time, desk, sync, send, renew } = await stage()
    await sync()
    await renew()
    time.now += WEEK
    await send('read once')
    await sync()
    time.now += 10 * WEEK
    await sync()
    openLedger(desk.cabinet).file({ cursor: 0, newest: [] })
    expect(await sync()).toMatchObject({ seen: 1, added: 0, alarms: {} })
  })
})

describe('nothing is erased', () => {
  const later = 20 * WEEK

  it('that is the last of the newest list, however old', async () => {
    const { time, desk, sync, send } = await stage()
    time.now += later
    await send('twenty weeks past the end of the list')
    expect(await sync()).toMatchObject({ added: 1, alarms: {} })
    expect(seedOf(heldBy(desk), THIS_EPOCH + 1)).toBeDefined()
    expect(seedOf(heldBy(desk), THIS_EPOCH)).toBeUndefined()
  })

  it('while a page does not come', async () => {
    let isDown = false
    const { time, desk, sync } = await stage((inner) => ({
      ...inner,
      fetch: (input, init) =>
        isDown && pathOf(input) === '/v1/tips'
          ? Promise.resolve(new Response('', { status: 500 }))
          : inner.fetch(input, init),
    }))
    await sync()
    const before = weeksOf(heldBy(desk))
    time.now += later
    isDown = true
    await expect(sync()).rejects.toThrow()
    expect(weeksOf(heldBy(desk))).toEqual(before)
  })

  it('while the server lists a tip that it does not hand out', async () => {
    let hides = false
    const { time, desk, sync, send } = await stage((inner) => ({
      ...inner,
      fetch: async (input, init) => {
        const answer = await inner.fetch(input, init)
        if (!hides || pathOf(input) !== '/v1/tips') return answer
        const headers = { date: answer.headers.get('date') ?? '' }
        return new Response(new Uint8Array(9), { headers })
      },
    }))
    await sync()
    time.now += later
    await send('withheld')
    hides = true
    expect(await sync()).toMatchObject({ alarms: { 'withheld-envelope': 1 }, keys: { erased: 0 } })
    expect(seedOf(heldBy(desk), THIS_EPOCH)).toBeDefined()
  })

  it('because the clock of this machine alone ran ahead', async () => {
    const { time, desk, sync, net, origin } = await stage()
    await sync()
    const before = weeksOf(heldBy(desk))
    const ahead = { ...desk, api: connect(net, new URL(origin), () => time.now + later) }
    await expect(syncDesk(ahead, { now: time.now + later })).rejects.toMatchObject({ code: 'clock_wrong' })
    expect(weeksOf(heldBy(desk))).toEqual(before)
  })
})

describe('keys that were made', () => {
  it('and could not be handed in do not stop the sync, and are handed in at the next', async () => {
    let refuses = true
    const full = JSON.stringify({ code: 'storage_full', message: '' })
    const headers = { 'content-type': 'application/json' }
    const { desk, sync, send, api } = await stage((inner) => ({
      ...inner,
      fetch: (input, init) =>
        refuses && init?.method === 'PUT' && pathOf(input).endsWith('/epochs')
          ? Promise.resolve(new Response(full, { status: 507, headers }))
          : inner.fetch(input, init),
    }))
    await send('comes all the same')
    expect(await sync()).toMatchObject({ added: 1, keys: { trouble: 'storage_full' } })
    const made = weeksOf(heldBy(desk))
    refuses = false
    expect((await sync()).keys).toMatchObject({ made: 0, trouble: null })
    expect(weeksOf(heldBy(desk))).toEqual(made)
    const { recipients } = organisation.keyring
    expect(parseIntakeBlock(p, recipients[0]!, await api.intakeBlock(recipients[0]!.id)).keys.length).toBe(27)
  })

  it('are on the disk before they leave, at whatever write the machine stops', async () => {
    const { desk, api } = await stage()
    const id = organisation.people[0]!.id
    const reference = organisation.keyring.recipients[0]!
    for (let writes = 0, done = false; !done; writes++) {
      let left = writes
      const cabinet: Cabinet = {
        ...desk.cabinet,
        file: (filing) => {
          if (left-- <= 0) throw new Error('the machine stops')
          return desk.cabinet.file(filing)
        },
      }
      done = await syncDesk({ ...desk, cabinet }).then(
        () => true,
        () => false,
      )
      const { keys } = parseIntakeBlock(p, reference, await api.intakeBlock(id))
      const held = readIdentity(desk.cabinet, id) ?? desk.vault.identity
      expect(
        keys.every((key, i) => toBase64(p.kemPublicKey(seedOf(held, THIS_EPOCH + i)!)) === toBase64(key)),
      ).toBe(true)
    }
    expect(heldBy(desk).handedIn).toBe(THIS_EPOCH + 26)
  })
})

describe('another identity', () => {
  it('is taken up when the newest keyring lists it, and what was sealed to the one before still opens', async () => {
    const { time, desk, sync, send, publish } = await stage()
    await sync()
    await send('to the old one')
    const before = heldBy(desk)
    const coming = newKeyset(random, THIS_EPOCH, 4)
    desk.cabinet.file({ items: [identityItem({ ...before, coming })] })
    expect((await sync()).added).toBe(1)
    expect(toBase64(heldBy(desk).signing)).toBe(toBase64(before.signing))
    await send('to the old one again')
    const block = signIntakeBlock(p, before.recipientId, coming.signing, coming.intake)
    const [own] = organisation.keyring.recipients as [Recipient]
    const listed = {
      identity: toBase64(p.verifyingKey(coming.signing)),
      firstEpoch: block.firstEpoch,
      epochs: block.keys.map((key) => toBase64(p.sha256(key))),
      signature: toBase64(block.signature),
    }
    publish({ recipients: [{ ...own, ...listed }] }, [before.signing])
    await connect(network, desk.api.server, () => time.now).putIntakeBlock(own.id, encodeIntakeBlock(block))
    await send('to the new one')
    expect(await sync()).toMatchObject({ added: 2, alarms: {}, keys: { trouble: null } })
    const after = heldBy(desk)
    expect([toBase64(after.signing), after.coming, after.former.length]).toEqual([
      toBase64(coming.signing),
      null,
      1,
    ])
    time.now += 60 * WEEK
    publish({ validFrom: dayText(dayOf(time.now)), validUntil: dayText(dayOf(time.now) + 9) })
    await sync()
    expect(heldBy(desk).former).toEqual([])
  })
})
