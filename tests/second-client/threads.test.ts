import { describe, expect, it } from 'vitest'
import type { FoundDrop } from '../../src/protocol/thread/cell.ts'
import { foldConversation } from '../../src/protocol/thread/conversation.ts'
import { parseEvent, type ThreadKind } from '../../src/protocol/thread/events.ts'
import {
  homeOf,
  keyName,
  keysThreadKey,
  locatorOf,
  laneOf as productLane,
  shardIndex,
} from '../../src/protocol/thread/lane.ts'
import { sodium } from '../support/implementations.ts'
import { deterministic } from '../support/organisation.ts'
import { fc, test } from '../support/property.ts'
import { own, setting, summary } from '../support/second-client.ts'
import * as threads from '../support/threads.ts'
import { dayFromText, join, toHex } from './bytes.ts'
import { splitMessage } from './cells.ts'
import { whyNot } from './events.ts'
import { keyOfKeys, laneOf, locatorAt, nameOfKey, shardOf } from './lanes.ts'
import { writeMessage } from './messages.ts'
import { courseOf, readThread } from './threads.ts'

const { enact, forge, histories, KEY, muddled, orders, people, read, source, WEEK, write } = threads
const [ann, bob] = people

/** What both make of the same drops. */
function both(drops: readonly FoundDrop[], from = 0) {
  const { messages, findings } = read(drops, { from })
  const product = summary({ messages: messages as never, ...findings } as never)
  return [summary(readThread(setting, own(drops), from)), product]
}

function agree(drops: readonly FoundDrop[], from = 0) {
  const [second, product] = both(drops, from)
  expect(second).toEqual(product)
}

describe('the second client and the product name the same', () => {
  it('keys, lanes, shards and locators', () => {
    const random = deterministic('lanes')
    for (let round = 0; round < 30; round += 1) {
      const [key, place, week] = [random(32), round * 7919, WEEK + round]
      const author = round % 3 === 0 ? 'source' : toHex(random(16))
      const bits = round % 17
      expect(nameOfKey(key)).toBe(keyName(sodium, key))
      expect(keyOfKeys(key)).toEqual(keysThreadKey(sodium, key))
      const shard = shardOf(key, bits)
      expect(shard).toBe(shardIndex(sodium, key, bits))
      const [one, other] = [laneOf(key, author), productLane(sodium, key, author, homeOf(sodium, key))]
      expect([one.lane, one.key]).toEqual([other.secret, other.key])
      expect(locatorAt(one, week, place, bits, shard)).toEqual(
        locatorOf(sodium, other, week, place, { bits, shard }),
      )
    }
  })

  it.each([0, 700, 1400, 1500, 1986, 5000, 29_000])(
    'bytes of a message with a text of %i letters',
    (length) => {
      const text = 'ж'.repeat(Math.min(length, 15_000)) || 'x'
      const theirsMade = write(
        ann,
        [],
        { type: 'say', text },
        { id: 'ab'.repeat(16), random: deterministic('n') },
      )
      const written = {
        candor: 'message' as const,
        version: 1 as const,
        thread: 'conversation' as const,
        author: ann.author,
        key: nameOfKey(KEY),
        week: WEEK,
        place: 0,
        cells: theirsMade.length,
        id: 'ab'.repeat(16),
        day: '2026-11-21',
        lamport: 1,
        heads: [],
        event: { type: 'say', text },
      }
      const content = writeMessage(setting, ann.signing, written)
      const spot = { week: WEEK, place: 0, bits: 0, shard: 0 }
      const made = splitMessage(threads.orgId, laneOf(KEY, ann.author), spot, content, deterministic('n'))
      expect(made.map(({ locator, cell }) => toHex(join(locator, cell)))).toEqual(
        theirsMade.map(({ locator, cell }) => toHex(join(locator, cell))),
      )
    },
  )
})

const quick = { numRuns: 12 }

describe('the second client and the product read the same', () => {
  test.prop([histories(6), orders], quick)(
    'of what several wrote at once, in any order',
    (history, order) => {
      agree(muddled(enact(history).flat(), order))
    },
  )

  test.prop([histories(6), fc.array(fc.boolean(), { minLength: 5, maxLength: 5 })], quick)(
    'of any part of it: what is missing and what is incomplete',
    (history, kept) =>
      agree(
        enact(history)
          .flat()
          .filter((_, i) => kept[i % 5] === true),
      ),
  )

  it('of forks, of repeats, of liars, of noise, of newer programs', () => {
    const start = write(source, [], threads.say('start'))
    const told = ['a', 'b'].map((text) => write(ann, start, threads.say(text)))
    const answer = write(bob, [...start, ...(told[1] as FoundDrop[])], threads.say('answer'))
    const again = write(bob, [], threads.say('again'), { id: 'ab'.repeat(16), place: 3 })
    const third = write(bob, [], threads.say('again'), { id: 'ab'.repeat(16), place: 4 })
    const { heads } = read([...start, ...told.flat()])
    const liar = forge({ voice: people[2], change: { lamport: 2, heads } })
    const sung = forge({ voice: people[2], place: 1, change: { event: { type: 'sing' } } })
    const newer = forge({ voice: people[2], place: 2, change: { version: 2 } })
    const noise = { ...(start[0] as FoundDrop), cell: deterministic('noise')(2048) }
    const last = forge({ voice: people[2], place: 3, change: { lamport: 2 ** 47, heads } })
    const cited = {
      author: people[2].author,
      key: nameOfKey(KEY),
      week: WEEK,
      place: 2,
      hash: 'cd'.repeat(32),
    }
    const citing = forge({ voice: source, place: 1, change: { lamport: 9, heads: [cited] } })
    agree([...start, ...told.flat(), ...answer])
    agree([...start, ...(told[0] as FoundDrop[]), ...answer])
    agree([...start, ...again, ...third, ...liar, ...told.flat()])
    agree([...start, noise, ...sung, ...newer, ...last, ...citing, ...told.flat()])
    agree([...answer, ...last], WEEK)
    agree([...answer, ...last], WEEK + 1)
    const long = write(ann, start, threads.say('x'.repeat(5000)))
    const after = write(bob, [...start, ...long], threads.say('after'))
    for (let hidden = 0; hidden < 3; hidden += 1) agree([...start, ...long.toSpliced(hidden, 1), ...after])
    const two = write(ann, start, threads.say('y'.repeat(5000)))
    agree([...long, ...two])
    const on = write(ann, long, threads.say('went on'))
    agree([...long.slice(0, 2), ...on])
    agree([...long.slice(1), ...on])
  })

  it('of a message that is answered over the turn of a week, and of liars there', () => {
    const next = write(ann, [], threads.say('next week'), { week: WEEK + 1 })
    const late = write(bob, next, threads.say('this week'))
    const more = write(people[2], [...next, ...late], threads.say('after both'))
    const over = write(people[2], late, threads.say('after one'), { place: 1 })
    const { heads } = read([...next, ...late])
    const last = forge({ voice: source, week: WEEK + 1, change: { lamport: 2 ** 47, heads } })
    const liar = forge({ voice: source, change: { lamport: 1, heads } })
    agree([...next, ...late, ...more, ...over])
    agree([...late, ...more, ...last, ...liar])
    agree([...next, ...late, ...last, ...liar])
    agree([...next, ...more, ...last, ...write(ann, last, threads.say('after the last'), { week: WEEK + 1 })])
  })

  const changes: Parameters<typeof forge>[0]['change'][] = [
    { candor: 'tip' },
    { version: 0 },
    { version: 2 },
    { version: '2' },
    { thread: 'team' },
    { author: bob.author },
    { author: 'Source' },
    { key: 'ab'.repeat(16) },
    { week: WEEK + 1 },
    { place: 1 },
    { cells: 2 },
    { cells: 65 },
    { id: 'AB'.repeat(16) },
    { day: '2026-11-11' },
    { day: '2026-11-12' },
    { day: '2026-02-29' },
    { lamport: 0 },
    { lamport: 2 ** 47 + 1 },
    { heads: [{}] },
    { event: {} },
    { event: [] },
    { event: { type: 'say' } },
    { event: { type: 'sing', a: [{ b: 1 }] } },
    { event: { type: 'note', text: 'x' } },
    { event: { type: 'tell', status: 'acted', text: '' } },
    { event: { text: 'x', type: 'say' } },
  ]

  it.each(changes)('of a message with %o', (change) => {
    agree(forge({ voice: ann, ...(change === undefined ? {} : { change }) }))
    agree(forge({ voice: source, ...(change === undefined ? {} : { change }) }))
  })

  it.each<[string, (json: string) => string]>([
    ['white space', (json) => json.replace(':', ': ')],
    ['a field twice', (json) => json.replace('"cells":1', '"cells":1,"cells":1')],
    ['an escape', (json) => json.replace('forged', '\\u0066orged')],
    ['no end', (json) => json.slice(0, -1)],
  ])('of a message spelled with %s', (_, spell) => agree(forge({ voice: ann, spell })))

  it('of a message signed by another, for another case, or elsewhere', () => {
    agree(forge({ voice: ann, signing: bob.signing }))
    agree(forge({ voice: ann, signed: { envelope: deterministic('other')(32) } }))
    agree(forge({ voice: ann, signed: { orgId: deterministic('other')(32) } }))
    agree(forge({ voice: ann, laneOf: bob.author }))
    agree(forge({ voice: ann, contents: (content) => content.slice(0, 30) }))
  })
})

const hash = 'ab'.repeat(32)
const events: readonly ({ readonly type: string } & Record<string, unknown>)[] = [
  { type: 'say', text: 'x' },
  { type: 'withdraw', text: '' },
  { type: 'acknowledge', envelope: hash, tip: `${'A'.repeat(43)}=`, desk: 'main' },
  { type: 'ask', text: 'x' },
  { type: 'tell', status: 'closed', text: '' },
  { type: 'recap', acknowledged: '', status: '', answered: '2026-11-21' },
  { type: 'rekey', stays: [ann.author], next: 'cd'.repeat(16), sealed: 'AAAA' },
  { type: 'rekey', stays: [ann.author], next: 'cd'.repeat(16) },
  { type: 'follow', stays: [ann.author], next: 'cd'.repeat(16), sealed: 'AAAA' },
  { type: 'next-key', thread: 'team', stays: [ann.author], sealed: 'AAAA' },
  { type: 'grant', to: ann.author, sealed: 'AAAA', box: 'AAAA' },
  { type: 'leave' },
  { type: 'case-key', circle: 'escalate', sealed: 'AAAA' },
  { type: 'status', status: 'waiting', reason: '' },
  { type: 'note', text: 'x' },
  { type: 'assign', to: '' },
  { type: 'label', add: ['a'], remove: [] },
  { type: 'link', to: hash, on: false },
  { type: 'delay', clock: 'acknowledge', until: '2027-01-01', reason: 'x' },
  { type: 'severity', level: 'critical', reason: '' },
  { type: 'merge', into: hash },
  { type: 'conflict', reason: 'x' },
  { type: 'name', kind: 'place', name: 'x', on: true },
  { type: 'sing' },
]

describe('the second client and the product allow the same', () => {
  const kinds: ThreadKind[] = ['conversation', 'keys', 'team']
  const alike = (kind: ThreadKind, author: string, event: { readonly type: string }) => {
    const parsed = parseEvent(kind, author, event)
    expect([event, whyNot(kind, author, event)]).toEqual([event, typeof parsed === 'string' ? parsed : null])
  }

  it.each(events)('by whomever, wherever: $type', (event) => {
    for (const kind of kinds) {
      for (const author of ['source', ann.author]) {
        alike(kind, author, event)
        alike(kind, author, { ...event, more: 1 } as { type: string })
        for (const [name, value] of Object.entries(event)) {
          if (name === 'type') continue
          const wrong = [
            '',
            null,
            0,
            1,
            true,
            [],
            {},
            'x\ny',
            'x\u2028',
            'x\u0085',
            'x'.repeat(61),
            'x'.repeat(201),
            'x'.repeat(2001),
            'x'.repeat(30_001),
            'open',
            'acted',
            'high',
            'none',
            'organisation',
            hash,
          ]
          for (const each of [...wrong, [value, value]]) alike(kind, author, { ...event, [name]: each })
        }
      }
    }
  })
})

describe('the second client and the product conclude the same', () => {
  it('both say the same of what became of a tip', () => {
    const says: ({ type: string } & Record<string, unknown>)[] = [
      { type: 'recap', acknowledged: '2026-11-03', status: 'under-review', answered: '' },
      { type: 'acknowledge', envelope: toHex(threads.envelope), tip: `${'A'.repeat(43)}=`, desk: 'main' },
      { type: 'tell', status: 'closed', text: '' },
      { type: 'recap', acknowledged: '', status: 'acted', answered: '2026-11-01' },
    ]
    const about = { envelope: toHex(threads.envelope), arrived: dayFromText('2026-11-02') }
    for (let i = 0; i < 2 ** says.length; i += 1) {
      const drops: FoundDrop[] = []
      for (const event of says.filter((_, at) => (i >> at) % 2 === 1))
        drops.push(...write(ann, drops, event as never))
      const { lines: _lines, findings: _findings, ...course } = foldConversation(read(drops), about)
      expect(courseOf(readThread(setting, own(drops), 0).messages, about.envelope, about.arrived)).toEqual(
        course,
      )
    }
  })
})
