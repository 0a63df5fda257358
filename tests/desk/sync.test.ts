import { join } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { readSummary } from '../../src/desk/case/case.ts'
import { caseSummaries } from '../../src/desk/casework/casework.ts'
import { readState } from '../../src/desk/vault/state.ts'
import { concat, u32 } from '../../src/protocol/bytes.ts'
import { encodeCanonical } from '../../src/protocol/canonical.ts'
import { encodeIntakeBlock } from '../../src/protocol/epoch.ts'
import { encodeEntries, encodeTips, parseEntries, parseTips } from '../../src/protocol/wire.ts'
import { advanced, codeOf, organisationOf, p, random, submission } from '../intake/support.ts'
import { serverForTest } from '../server/support.ts'
import { network } from '../support/network.ts'
import { deterministic, makePerson, recipientOf, THIS_EPOCH } from '../support/organisation.ts'
import { cabinetForTest, deskForTest, draftOf, previews, recordAt, syncDesk, tipFor } from './support.ts'

const organisation = organisationOf(3)
const [first, second] = organisation.people

const addressOf = (input: Parameters<typeof fetch>[0]): string => new Request(input).url

/** The real network, with the answers of some paths changed on the way. */
function tampering(path: string, change: (body: Uint8Array) => Uint8Array | Response) {
  return {
    ...network,
    fetch: async (input: Parameters<typeof fetch>[0], init?: RequestInit) => {
      const answer = await network.fetch(input, init)
      if (!addressOf(input).includes(path)) return answer
      const changed = change(new Uint8Array(await answer.arrayBuffer()))
      return changed instanceof Response ? changed : new Response(new Uint8Array(changed))
    },
  }
}

async function stage(...tips: Uint8Array[]) {
  const server = await serverForTest({ organisation })
  for (const tip of tips) expect((await server.send('POST', '/v1/tips', tip)).status).toBe(201)
  return server
}

describe('a sync', () => {
  it('files what is addressed to this desk, with everyone who can open it', async () => {
    const { origin } = await stage(tipFor(organisation, draftOf('Ақша туралы', [second!.id])))
    const desk = deskForTest(origin, organisation, 0)
    expect(await syncDesk(desk)).toMatchObject({ added: 1, seen: 1, alarms: {} })
    expect(recordAt(desk, 1)).toMatchObject({
      name: expect.stringMatching(/^[a-z]+-[a-z]+$/),
      opened: { status: 'sound', slots: ['addressed', 'left-out', 'addressed'] },
    })
  })

  it('shows a recipient who was left out nothing, and raises no alarm that would tell them', async () => {
    const { origin } = await stage(tipFor(organisation, draftOf('Екінші туралы', [second!.id])))
    const desk = deskForTest(origin, organisation, 1)
    expect(await syncDesk(desk)).toMatchObject({ added: 0, seen: 1, alarms: {} })
    expect(desk.cabinet.summaries()).toEqual([])
  })

  it('asks the server for the same whether or not it could open anything', async () => {
    const { origin } = await stage(tipFor(organisation, draftOf('Екінші туралы', [second!.id])))
    const asked = await Promise.all(
      [0, 1].map(async (person) => {
        const paths: string[] = []
        const net = {
          ...network,
          fetch: (input: Parameters<typeof fetch>[0], init?: RequestInit) => (
            paths.push(new URL(addressOf(input)).pathname.replace(/[0-9a-f]{32}/, 'mine')),
            network.fetch(input, init)
          ),
        }
        const desk = deskForTest(origin, organisation, person, net)
        await syncDesk(desk)
        return paths
      }),
    )
    expect(asked[0]).toEqual(asked[1])
  })

  it('goes on where it was, and never files a tip twice', async () => {
    const server = await stage(tipFor(organisation, draftOf('one')))
    const desk = deskForTest(server.origin, organisation, 0)
    await syncDesk(desk)
    await server.send('POST', '/v1/tips', tipFor(organisation, draftOf('two')))
    expect(await syncDesk(desk)).toMatchObject({ added: 1, seen: 1 })
    expect(await syncDesk(desk)).toMatchObject({ added: 0, seen: 0 })
    expect(previews(desk)).toEqual(['one', 'two'])
  })

  it('that broke off keeps the pages it has, and goes on after them', async () => {
    const { origin } = await stage(tipFor(organisation, draftOf('one')), tipFor(organisation, draftOf('two')))
    let pages = 0
    const breaking = tampering('/v1/tips', (body) => {
      pages += 1
      if (pages > 1) return Response.error()
      const { rows } = parseTips(body)
      return encodeTips({ rows: rows.filter(({ batch }) => batch === 1), next: 1, more: true })
    })
    const desk = deskForTest(origin, organisation, 0, { ...breaking, wait: async () => undefined })
    await codeOf(() => syncDesk(desk))
    expect(previews(desk)).toEqual(['one'])
    const { api } = deskForTest(origin, organisation, 0)
    expect(await syncDesk({ ...desk, api })).toMatchObject({ added: 1, seen: 1, alarms: {} })
    expect(previews(desk)).toEqual(['one', 'two'])
  })

  it('by two commands at once leaves every case once, and tells the slower one', async () => {
    const { origin } = await stage(tipFor(organisation, draftOf('one')))
    const desk = deskForTest(origin, organisation, 0)
    const other = cabinetForTest(desk.vault)
    const outcomes = await Promise.all([
      codeOf(() => syncDesk(desk)),
      codeOf(() => syncDesk({ ...desk, cabinet: other })),
    ])
    expect(outcomes.toSorted()).toEqual(['accepted', 'vault_busy'])
    expect(previews(desk)).toEqual(['one'])
  })

  it('opens what was sealed under an older keyring, after the organisation went on', async () => {
    const server = await stage(tipFor(organisation, draftOf('before')))
    const newcomer = makePerson(p, deterministic('newcomer'), 2)
    const later = advanced(organisation, {
      recipients: [recipientOf(p, newcomer, 'New', ['main']), ...organisation.keyring.recipients],
    })
    server.keyrings.publish(later.statement)
    server.epochs.deliver(newcomer.id, encodeIntakeBlock(newcomer.block))
    const grown = {
      ...later,
      people: [newcomer, ...organisation.people],
      keys: [newcomer.block.keys[0]!, ...organisation.keys],
    }
    await server.send('POST', '/v1/tips', tipFor(grown, draftOf('after')))
    const desk = deskForTest(server.origin, organisation, 0)
    await syncDesk(desk)
    expect(previews(desk).toSorted()).toEqual(['after', 'before'])
    const fresh = deskForTest(server.origin, grown, 0)
    expect(await syncDesk(fresh)).toMatchObject({ added: 1, alarms: {} })
    expect(previews(fresh)).toEqual(['after'])
  })

  it('goes on with a vault of an older version', async () => {
    const server = await stage(tipFor(organisation, draftOf('one')))
    const desk = deskForTest(server.origin, organisation, 0)
    await syncDesk(desk)
    const { cursor, keyringSeq, alarms } = readState(desk.cabinet).state
    const { hidden: _, progress: __, ...line } = readSummary(desk.cabinet.summary(1)!)
    const write = (value: unknown) => encodeCanonical(value)
    desk.cabinet.file({
      items: [{ name: 'state', content: write({ cursor, mark: 'ab'.repeat(32), keyringSeq, alarms }) }],
      changes: [{ number: 1, summary: write(line), watch: write({}) }],
    })
    desk.cabinet.close()
    const raw = new Database(join(desk.vault.folder, 'cases.db'))
    raw.exec('DROP TABLE watches; DROP TABLE drops; DROP TABLE queue')
    raw.close()
    const newer = { ...desk, cabinet: cabinetForTest(desk.vault) }
    expect(previews(newer)).toEqual(['one'])
    await server.send('POST', '/v1/tips', tipFor(organisation, draftOf('two')))
    expect(await syncDesk(newer)).toMatchObject({ added: 1, alarms: {}, flushed: { waiting: 0 } })
    expect(caseSummaries(newer.cabinet).map(({ summary }) => summary.progress?.status)).toEqual([
      'new',
      'new',
    ])
  })

  it('passes over junk that anybody can send', async () => {
    const { origin } = await stage(
      submission({ trusted: organisation.trusted }),
      tipFor(organisation, draftOf('real')),
    )
    const desk = deskForTest(origin, organisation, 0)
    expect(await syncDesk(desk)).toMatchObject({ added: 1, seen: 2, alarms: {} })
  })
})

describe('a server that deceives a desk is noticed', () => {
  const listed = (net: ReturnType<typeof tampering>) => async () => {
    const { origin } = await stage(tipFor(organisation, draftOf('one')), tipFor(organisation, draftOf('two')))
    const desk = deskForTest(origin, organisation, 0, net)
    return (await syncDesk(desk)).alarms
  }

  it('when it withholds an envelope that its list has', async () => {
    const alarms = await listed(
      tampering('/v1/tips', (body) => {
        const page = parseTips(body)
        return encodeTips({ ...page, rows: page.rows.slice(1) })
      }),
    )()
    expect(alarms).toEqual({ 'withheld-envelope': 1 })
  })

  it('when it withholds everything that is new', async () => {
    const alarms = await listed(tampering('/v1/tips', () => encodeTips({ rows: [], next: 0, more: false })))()
    expect(alarms).toEqual({ 'withheld-envelope': 2 })
  })

  it('when it hands out an envelope that its list does not have', async () => {
    const alarms = await listed(
      tampering('/v1/entries', (body) => {
        const page = parseEntries(body)
        return encodeEntries({ ...page, rows: page.rows.slice(1) })
      }),
    )()
    expect(alarms).toEqual({ 'unlisted-envelope': 1 })
  })

  it('when it alters an envelope', async () => {
    const alarms = await listed(
      tampering('/v1/tips', (body) => {
        const page = parseTips(body)
        const [altered, ...rest] = page.rows
        altered!.envelope[5000]! ^= 1
        return encodeTips({ ...page, rows: [altered!, ...rest] })
      }),
    )()
    expect(alarms).toEqual({ 'unlisted-envelope': 1, 'withheld-envelope': 1 })
  })

  it('when it hands out what is no envelope, or one of another organisation', async () => {
    const other = organisationOf(3, 'another')
    const alarms = await listed(
      tampering('/v1/tips', (body) => {
        const page = parseTips(body)
        const foreign = tipFor(other, draftOf('foreign')).subarray(32)
        return encodeTips({
          ...page,
          rows: [
            ...page.rows,
            { batch: page.next, tag: random(32), envelope: random(20_000) },
            { batch: page.next, tag: random(32), envelope: foreign },
          ],
        })
      }),
    )()
    expect(alarms).toMatchObject({ 'malformed-envelope': 1, 'unknown-keyring': 1 })
  })

  it('when a keyring lists keys that this desk did not make', async () => {
    const { origin } = await stage()
    const desk = deskForTest(origin, organisation, 0)
    const changed = {
      ...desk.vault.identity,
      intake: { firstEpoch: THIS_EPOCH, seeds: [random(32), random(32)] },
    }
    const report = await syncDesk({ ...desk, vault: { ...desk.vault, identity: changed } })
    expect(report.alarms).toEqual({ 'not-my-keys': 1 })
  })

  it('when it swaps the intake keys of colleagues, so that slots could not be verified', async () => {
    const { origin } = await stage(tipFor(organisation, draftOf('one')))
    const net = tampering('/v1/epochs', () =>
      concat(organisation.keys[0]!, organisation.keys[2]!, organisation.keys[1]!),
    )
    const desk = deskForTest(origin, organisation, 0, net)
    expect(await codeOf(() => syncDesk(desk))).toBe('intake_key_wrong')
  })

  it('when it goes back to an older keyring', async () => {
    const server = await stage()
    server.keyrings.publish(advanced(organisation, { contact: ['a', 'b', 'c'] }).statement)
    const desk = deskForTest(server.origin, organisation, 0)
    await syncDesk(desk)
    const rolledBack = tampering('/v1/keyring', () => organisation.statement)
    const again = { ...desk, api: deskForTest(server.origin, organisation, 0, rolledBack).api }
    expect(await codeOf(() => syncDesk(again))).toBe('keyring_rolled_back')
  })

  it('when it was set back to a backup: what it took since is read, and nothing twice', async () => {
    const before = await stage(tipFor(organisation, draftOf('one')), tipFor(organisation, draftOf('two')))
    const desk = deskForTest(before.origin, organisation, 0)
    await syncDesk(desk)
    const after = await stage(...['three', 'four', 'five'].map((text) => tipFor(organisation, draftOf(text))))
    const { api } = deskForTest(after.origin, organisation, 0)
    expect(await syncDesk({ ...desk, api })).toMatchObject({
      added: 3,
      seen: 3,
      alarms: { 'list-changed': 1 },
    })
    expect(previews(desk)).toEqual(['one', 'two', 'three', 'four', 'five'])
    expect(await syncDesk({ ...desk, api })).toMatchObject({
      added: 0,
      seen: 0,
      alarms: { 'list-changed': 1 },
    })
  })

  it.each([
    ['ahead of its rows', { rows: [], next: 0xffff_ffff, more: false }],
    ['not on', { rows: [], next: 0, more: true }],
  ])('when its cursor runs %s: nothing after it is passed over', async (_, page) => {
    const { origin } = await stage(tipFor(organisation, draftOf('one')))
    const desk = deskForTest(
      origin,
      organisation,
      0,
      tampering('/v1/tips', () => encodeTips(page)),
    )
    expect(await codeOf(() => syncDesk(desk))).toBe('answer_malformed')
    const { api } = deskForTest(origin, organisation, 0)
    expect(await syncDesk({ ...desk, api })).toMatchObject({ added: 1 })
  })

  it('when it hands out one envelope many times', async () => {
    const { origin } = await stage(tipFor(organisation, draftOf('one')))
    const repeat = <Row extends { batch: number }>(rows: readonly Row[]) =>
      [1, 2, 3].flatMap((batch) => rows.map((row) => ({ ...row, batch })))
    const net = {
      ...network,
      fetch: async (input: Parameters<typeof fetch>[0], init?: RequestInit) => {
        const answer = await network.fetch(input, init)
        const path = new URL(addressOf(input)).pathname
        if (path !== '/v1/tips' && path !== '/v1/entries') return answer
        const body = new Uint8Array(await answer.arrayBuffer())
        const changed =
          path === '/v1/tips'
            ? encodeTips({ rows: repeat(parseTips(body).rows), next: 3, more: false })
            : encodeEntries({ rows: repeat(parseEntries(body).rows), next: 3, more: false })
        return new Response(new Uint8Array(changed))
      },
    }
    const desk = deskForTest(origin, organisation, 0, net)
    expect(await syncDesk(desk)).toMatchObject({ added: 1, seen: 3 })
  })

  it('when it lists a great many that it does not hand out', async () => {
    const { origin } = await stage(tipFor(organisation, draftOf('one')))
    const tag = new Uint8Array(32)
    const net = tampering('/v1/entries', (body) => {
      const page = parseEntries(body)
      const more = Array.from({ length: 150_000 }, (_, i) => ({
        batch: 1,
        day: 1,
        tag,
        hash: p.sha256(u32(i)),
      }))
      return encodeEntries({ ...page, rows: [...page.rows, ...more] })
    })
    const desk = deskForTest(origin, organisation, 0, net)
    expect((await syncDesk(desk)).alarms).toEqual({
      'withheld-envelope': 150_000,
    })
  })

  it('when its clock is a century ahead: nothing is signed for that time', async () => {
    const { origin } = await stage()
    const far = {
      ...network,
      fetch: async (input: Parameters<typeof fetch>[0], init?: RequestInit) => {
        const answer = await network.fetch(input, init)
        return new Response(answer.body, {
          status: answer.status,
          headers: { ...Object.fromEntries(answer.headers), date: 'Fri, 01 Jan 2100 00:00:00 GMT' },
        })
      },
    }
    const desk = deskForTest(origin, organisation, 0, far)
    expect(await codeOf(() => syncDesk(desk))).toBe('clock_wrong')
  })
})

it('a person who left out the first desk is seen by the others only', async () => {
  const { origin } = await stage(tipFor(organisation, draftOf('Бірінші туралы', [first!.id])))
  const counts = await Promise.all(
    [0, 1, 2].map(async (person) => {
      const desk = deskForTest(origin, organisation, person)
      return (await syncDesk(desk)).added
    }),
  )
  expect(counts).toEqual([0, 1, 1])
})
