import { describe, expect, it } from 'vitest'
import { type Bytes, toBase64 } from '../../src/protocol/bytes.ts'
import { findDrops } from '../../src/protocol/thread/find.ts'
import { homeOf, keyName, laneOf } from '../../src/protocol/thread/lane.ts'
import { sealToSource } from '../../src/protocol/thread/source-slot.ts'
import { dayText } from '../../src/protocol/time.ts'
import { sodium as p } from '../support/implementations.ts'
import { organisation } from '../support/tips.ts'
import {
  type Answering,
  answer,
  come,
  makeServer,
  makeSource,
  random,
  type Server,
  type Source,
  said,
  say,
  speak,
  tipOf,
  trail,
  WEEK,
} from '../support/visits.ts'

interface Leading extends Answering {
  readonly type?: 'rekey' | 'follow'
  readonly next?: Bytes
}

/** Somebody leads the source to another key; answers with what it takes to write under that. */
function rekeyed(
  server: Server,
  source: Source,
  who: number,
  stays: readonly string[],
  { type = 'rekey', next = random(32), ...options }: Leading = {},
) {
  const from = keyName(p, options.key ?? source.keys.thread)
  const place = { orgId: organisation.trusted.orgId, envelope: source.hashes[0] as Bytes, from }
  const sealed = sealToSource(p, place, next, p.kemPublicKey(source.keys.sealing))
  const event = { type, stays: stays.toSorted(), next: keyName(p, next), sealed } as const
  const before = answer(server, source, who, event, options)
  const cut = { key: from, earlier: [], stays: ['source', ...stays], week: server.now(), heads: before.heads }
  return { key: next, cuts: [cut] }
}

const ids = (...people: readonly number[]) => people.map((i) => organisation.people[i]?.id as string)

/** How much of what the source wrote lies under a key. */
const writtenUnder = (server: Server, source: Source, key: Bytes) =>
  findDrops(p, server.drops(), [laneOf(p, key, 'source', homeOf(p, source.keys.thread))], [server.now()])
    .length

describe('11.8 a source whose recipients changed the key', () => {
  it('goes on under the new one, and hears nothing more from whoever was removed', async () => {
    const source = makeSource('first')
    const server = makeServer([source])
    answer(server, source, 1, { type: 'ask', text: 'from the second' })
    let found = await speak(server, await come(server, source), say('to all'))
    const next = rekeyed(server, source, 0, ids(0, 2))
    answer(server, source, 1, { type: 'ask', text: 'too late' })
    answer(server, source, 2, { type: 'ask', text: 'from the third' }, next)
    found = await come(server, source)
    expect(said(tipOf(found))).toEqual(['from the second', 'to all', 'rekey', 'from the third'])
    expect(tipOf(found).conversation.findings.aside).toMatchObject([{ why: 'removed' }])
    const before = server.drops().length
    found = await speak(server, found, say('to those who stay'))
    const lane = laneOf(p, next.key, 'source', homeOf(p, source.keys.thread))
    expect(findDrops(p, server.drops().slice(before), [lane], [WEEK])).toHaveLength(1)
    expect(said(tipOf(await come(server, source)))).toContain('to those who stay')
  })

  it('goes on under the old one when the next is not sealed as it says', async () => {
    const source = makeSource('first')
    const server = makeServer([source])
    const other = makeSource('another')
    rekeyed(server, { ...source, keys: { ...source.keys, sealing: other.keys.sealing } }, 0, ids(0))
    const found = await speak(server, await come(server, source), say('still to all'))
    const lane = laneOf(p, source.keys.thread, 'source', homeOf(p, source.keys.thread))
    expect(findDrops(p, server.drops(), [lane], [WEEK])).toHaveLength(1)
    expect(said(tipOf(found))).toEqual(['rekey', 'still to all'])
  })

  it('makes the same requests as one whose key nobody changed, when it comes and when it speaks', async () => {
    const requests: string[] = []
    for (const changes of [0, 1, 3]) {
      const source = makeSource('first')
      const server = makeServer([source])
      answer(server, source, 1, { type: 'ask', text: 'where?' })
      let options: Answering = {}
      for (let i = 0; i < changes; i++) options = rekeyed(server, source, 0, ids(0, 2), options)
      server.requests.length = 0
      const found = await speak(server, await come(server, source), say('here'))
      expect(said(tipOf(found)).filter((each) => each === 'rekey')).toHaveLength(changes)
      requests.push(server.requests.join())
    }
    expect(requests[0]).toBe(`entries 0,weeks,${[3, 2, 1, 0].map((n) => `shard ${WEEK - n} 4`).join()},put`)
    expect(new Set(requests).size).toBe(1)
  })

  it('asks the server for no intake keys, whoever else can read it', async () => {
    const source = makeSource('first')
    const server = makeServer([source])
    rekeyed(server, source, 0, ids(0, 2))
    await come(server, source)
    // A recipient could else choose a week by which the server knows who reads their message.
    expect(server.requests.filter((request) => request.startsWith('epoch'))).toEqual([])
  })

  it('is led nowhere by a slot for another key than it names', async () => {
    const source = makeSource('first')
    const server = makeServer([source])
    const [one, other] = [random(32), random(32)]
    const place = {
      orgId: organisation.trusted.orgId,
      envelope: source.hashes[0] as Bytes,
      from: keyName(p, source.keys.thread),
    }
    const sealed = sealToSource(p, place, one, p.kemPublicKey(source.keys.sealing))
    const stays = ids(0).toSorted()
    answer(server, source, 0, { type: 'rekey', stays, next: keyName(p, other), sealed })
    await speak(server, await come(server, source), say('still here'))
    expect(writtenUnder(server, source, source.keys.thread)).toBe(1)
    expect(writtenUnder(server, source, one)).toBe(0)
  })
})

describe('11.8 a source that finds the rekey no more', () => {
  const moved = (weeks: number) => {
    const source = makeSource('first')
    const server = makeServer([source])
    const next = rekeyed(server, source, 0, ids(0, 2))
    answer(server, source, 0, { type: 'ask', text: 'at once' }, next)
    server.go(WEEK + weeks)
    return { source, server, next }
  }

  it('goes on under the first key, and knows nothing of the next', async () => {
    const { source, server, next } = moved(6)
    answer(server, source, 2, { type: 'ask', text: 'under the next' }, next)
    const found = await speak(server, await come(server, source), say('hello?'))
    expect(said(tipOf(found))).toEqual(['hello?'])
    expect(tipOf(found).readers).toBeNull()
    expect(writtenUnder(server, source, source.keys.thread)).toBe(1)
  })

  it('goes on under the next one when it sees the follow, and reads what lies there', async () => {
    const { source, server, next } = moved(6)
    rekeyed(server, source, 2, ids(0, 2), { type: 'follow', next: next.key })
    answer(server, source, 2, { type: 'ask', text: 'under the next' }, next)
    const found = await speak(server, await come(server, source), say('here again'))
    expect(said(tipOf(found)).toSorted()).toEqual(['follow', 'here again', 'under the next'])
    expect(tipOf(found).readers).toEqual(ids(0, 2).toSorted())
    expect(writtenUnder(server, source, next.key)).toBe(1)
  })

  it('goes the same way when a person asks for earlier weeks', async () => {
    const { source, server, next } = moved(6)
    rekeyed(server, source, 2, ids(0, 2), { type: 'follow', next: next.key })
    const found = await speak(server, await come(server, source, 10), say('here again'))
    expect(said(tipOf(found))).toContain('at once')
    expect(writtenUnder(server, source, next.key)).toBe(1)
  })
})

describe('11.8 a key for somebody who is listed no more', () => {
  const gone = organisation.people[1]?.id as string
  const later = trail.at(-1) as (typeof trail)[number]
  const without = (weeks: number) => {
    const recipients = later.keyring.recipients.filter(({ id }) => id !== gone)
    const keyring = { ...later.keyring, seq: 3, recipients, validFrom: dayText((WEEK + weeks) * 7) }
    return [...trail, { ...later, hash: random(32), keyring }]
  }

  it.each(['rekey', 'follow'] as const)('is not gone on under: %s', async (type) => {
    const source = makeSource('first')
    const server = makeServer([source])
    server.go(WEEK + 6)
    const next = rekeyed(server, source, 0, ids(0, 1), { type })
    const found = await come(server, source, 4, without(1))
    expect(tipOf(found).readers).toBeNull()
    await speak(server, found, say('to all'))
    expect(writtenUnder(server, source, next.key)).toBe(0)
    expect(tipOf(await come(server, source)).readers).toEqual(ids(0, 1).toSorted())
  })

  it('is gone on under when they were listed as it was made: what lies there is not lost to the source', async () => {
    const source = makeSource('first')
    const server = makeServer([source])
    const next = rekeyed(server, source, 0, ids(0, 1, 2))
    answer(server, source, 2, { type: 'ask', text: 'under the next' }, next)
    server.go(WEEK + 2)
    const found = await come(server, source, 4, without(2))
    expect(said(tipOf(found))).toContain('under the next')
    const last = rekeyed(server, source, 0, ids(0, 2), next)
    expect(tipOf(await come(server, source, 4, without(2))).readers).toEqual(ids(0, 2).toSorted())
    await speak(server, await come(server, source, 4, without(2)), say('to those who stay'))
    expect(writtenUnder(server, source, last.key)).toBe(1)
  })
})

describe('11.8 somebody who was removed, or whose identity was replaced', () => {
  const gone = organisation.people[1]?.id as string
  const later = trail.at(-1) as (typeof trail)[number]
  type Recipients = (typeof later)['keyring']['recipients']
  const followedBy = (days: number, recipients: Recipients) => {
    const keyring = { ...later.keyring, seq: 3, recipients, validFrom: dayText(WEEK * 7 + days) }
    return [...trail, { ...later, hash: random(32), keyring }]
  }
  const removed = (days: number) =>
    followedBy(
      days,
      later.keyring.recipients.filter(({ id }) => id !== gone),
    )
  const replaced = (days: number) =>
    followedBy(
      days,
      later.keyring.recipients.map((each) =>
        each.id === gone ? { ...each, identity: toBase64(random(32)) } : each,
      ),
    )
  const changes = { removed, replaced }
  const ways = [
    ['rekey', 'removed'],
    ['follow', 'removed'],
    ['rekey', 'replaced'],
    ['follow', 'replaced'],
  ] as const

  it.each(ways)(
    'leads the source nowhere in the weeks in which they may still speak: %s, %s',
    async (type, change) => {
      const source = makeSource('first')
      const server = makeServer([source])
      server.go(WEEK + 1)
      const theirs = rekeyed(server, source, 1, ids(1), { type })
      answer(server, source, 1, { type: 'ask', text: 'goodbye' })
      const known = changes[change](0)
      const found = await come(server, source, 4, known)
      expect(said(tipOf(found))).toContain('goodbye')
      expect(tipOf(found).readers).toBeNull()
      await speak(server, found, say('not to them alone'))
      expect(writtenUnder(server, source, theirs.key)).toBe(0)
    },
  )

  it.each(ways)(
    'led the source in the week in which that happened, while they were there: %s, %s',
    async (type, change) => {
      const source = makeSource('first')
      const server = makeServer([source])
      rekeyed(server, source, 1, ids(0, 1), { type })
      const found = await come(server, source, 4, changes[change](6))
      expect(tipOf(found).readers).toEqual(ids(0, 1).toSorted())
    },
  )
})
