import { describe, expect, it } from 'vitest'
import { type Event, parseEvent, type ThreadKind } from '../../../src/protocol/thread/events.ts'
import { anyText } from '../../support/arbitraries.ts'
import { fc, test } from '../../support/property.ts'
import { forge, people, read, reasons, source, threadOf, type Voice } from '../../support/threads.ts'

const [ann] = people
const hash = 'ab'.repeat(32)
const base64 = `${'A'.repeat(43)}=`
const stays = [ann.author]
const next = 'cd'.repeat(16)

/** One of every event that there is. */
const events: Record<Event['type'], Event> = {
  say: { type: 'say', text: 'x' },
  withdraw: { type: 'withdraw', text: '' },
  acknowledge: { type: 'acknowledge', envelope: hash, tip: base64, desk: 'main' },
  ask: { type: 'ask', text: 'x' },
  tell: { type: 'tell', status: 'acted', text: '' },
  recap: { type: 'recap', acknowledged: '2026-11-21', status: 'closed', answered: '' },
  rekey: { type: 'rekey', stays, next, sealed: 'AAAA' },
  follow: { type: 'follow', stays, next, sealed: 'AAAA' },
  'case-key': { type: 'case-key', circle: 'desks', sealed: 'AAAA' },
  'next-key': { type: 'next-key', thread: 'team', stays, sealed: 'AAAA' },
  grant: { type: 'grant', to: ann.author, sealed: 'AAAA', box: 'AAAA' },
  leave: { type: 'leave' },
  status: { type: 'status', status: 'open', reason: '' },
  note: { type: 'note', text: 'x' },
  assign: { type: 'assign', to: ann.author },
  label: { type: 'label', add: ['a'], remove: [] },
  link: { type: 'link', to: hash, on: true },
  severity: { type: 'severity', level: 'high', reason: 'x' },
  merge: { type: 'merge', into: hash },
  conflict: { type: 'conflict', reason: 'x' },
  name: { type: 'name', kind: 'person', name: 'x', on: true },
  delay: { type: 'delay', clock: 'feedback', until: '2027-01-01', reason: 'x' },
}

const teamRekey = { type: 'rekey', stays, next } as const
/** The same as it stands in a thread: the team has no source to seal a key to. */
const inThread = (kind: ThreadKind, event: Event): Event =>
  kind === 'team' && event.type === 'rekey' ? teamRekey : event

const allowed: Record<
  ThreadKind,
  { readonly source: readonly string[]; readonly recipient: readonly string[] }
> = {
  conversation: {
    source: ['say', 'withdraw'],
    recipient: ['acknowledge', 'say', 'ask', 'tell', 'recap', 'rekey', 'follow'],
  },
  keys: { source: [], recipient: ['case-key', 'next-key', 'grant', 'leave'] },
  team: {
    source: [],
    recipient: [
      'status',
      'note',
      'assign',
      'label',
      'link',
      'delay',
      'severity',
      'merge',
      'conflict',
      'name',
      'rekey',
    ],
  },
}

const kinds = Object.keys(allowed) as ThreadKind[]
const voices: readonly (readonly ['source' | 'recipient', Voice])[] = [
  ['source', source],
  ['recipient', ann],
]

describe('12.1 who may say what', () => {
  it.each(
    kinds.flatMap((kind) =>
      voices.flatMap(([role, voice]) =>
        Object.values(events).map((event) => [event.type, role, kind, inThread(kind, event), voice] as const),
      ),
    ),
  )('%s, by a %s in the thread %s', (type, role, kind, event, voice) => {
    const may = allowed[kind][role].includes(type)
    const view = read(forge({ voice, kind, change: { event } }), {}, threadOf(kind))
    expect(view.messages.map((each) => each.event)).toEqual(may ? [event] : [])
    expect(reasons(view)).toEqual(may ? [] : ['not-allowed'])
    expect(parseEvent(kind, voice.author, event)).toEqual(may ? event : 'not-allowed')
  })

  it('a conversation’s rekey has a slot for the source, a team’s has none', () => {
    expect(parseEvent('team', ann.author, events.rekey)).toBe('malformed')
    expect(parseEvent('conversation', ann.author, teamRekey)).toBe('malformed')
  })

  it('a source sets no status, assigns nobody and changes no key, in no thread', () => {
    for (const kind of kinds) {
      for (const type of [
        'status',
        'assign',
        'rekey',
        'follow',
        'next-key',
        'grant',
        'leave',
        'acknowledge',
        'tell',
        'recap',
        'delay',
        'note',
        'link',
        'severity',
        'merge',
        'conflict',
        'name',
      ] as const) {
        expect(parseEvent(kind, 'source', events[type])).toBe('not-allowed')
      }
    }
  })

  it('a word that nobody knows is said to be one, whoever says it, and is in nobody’s way', () => {
    for (const kind of kinds) {
      for (const [, voice] of voices) {
        expect(parseEvent(kind, voice.author, { type: 'sing' })).toBe('unknown-type')
        for (const type of ['constructor', 'tostring', 'proto', '']) {
          expect(parseEvent(kind, voice.author, { type })).toBe('unknown-type')
        }
      }
    }
  })
})

const many = (count: number) => Array.from({ length: count }, (_, i) => i.toString(16).padStart(32, '0'))
const as = (event: object) => parseEvent(threadFor(event), ann.author, event as { readonly type: string })
const threadFor = (event: object): ThreadKind =>
  kinds.find((kind) => allowed[kind].recipient.includes((event as Event).type)) ?? 'conversation'

describe('12.1 an event', () => {
  it.each([...Object.values(events), teamRekey])(
    '$type with a field more, less or in another place is none',
    (event) => {
      const kind = event === teamRekey ? 'team' : threadFor(event)
      const parse = (each: object) =>
        parseEvent(kind, event.type === 'withdraw' ? 'source' : ann.author, each as Event)
      const fields = Object.entries(event)
      expect(parse(Object.fromEntries(fields))).toEqual(event)
      expect(parse({ ...event, more: '' })).toBe('malformed')
      const [type, ...rest] = fields
      for (const [name] of rest) {
        expect(parse(Object.fromEntries(fields.filter(([each]) => each !== name)))).toBe('malformed')
        expect(parse({ ...event, [name]: null })).toBe('malformed')
        expect(parse({ ...event, [name]: { a: 1 } })).toBe('malformed')
      }
      if (rest.length > 1) {
        expect(parse(Object.fromEntries([type as [string, unknown], ...rest.toReversed()]))).toBe('malformed')
      }
    },
  )

  test.prop([anyText(1, 80)])('carries any text, letter for letter', (text) => {
    for (const type of ['say', 'ask', 'note'] as const) expect(as({ type, text })).toEqual({ type, text })
  })

  it.each<[string, object, boolean]>([
    ['a text of 30,000 bytes', { type: 'say', text: 'ж'.repeat(15_000) }, true],
    ['a text of 30,001 bytes', { type: 'say', text: `${'ж'.repeat(15_000)}x` }, false],
    ['half a letter', { type: 'say', text: '\ud83d' }, false],
    ['a status that is none', { type: 'tell', status: 'new', text: '' }, false],
    ['the team’s status that is none', { type: 'status', status: 'acted', reason: '' }, false],
    ['a reason of 2001 bytes', { type: 'status', status: 'open', reason: 'x'.repeat(2001) }, false],
    ['a delay without a reason', { ...events.delay, reason: '' }, false],
    ['a delay until a day that is none', { ...events.delay, until: '2027-02-30' }, false],
    ['a clock that is none', { ...events.delay, clock: 'lunch' }, false],
    ['nobody', { type: 'assign', to: '' }, true],
    ['the source', { type: 'assign', to: 'source' }, false],
    ['an empty recap', { type: 'recap', acknowledged: '', status: '', answered: '' }, true],
    [
      'a recap of a status that is none',
      { type: 'recap', acknowledged: '', status: 'open', answered: '' },
      false,
    ],
    ['a key for nobody', { ...events.rekey, stays: [] }, false],
    ['a key for the source by name', { ...events.rekey, stays: ['source'] }, false],
    ['a key for 64', { ...events.rekey, stays: many(64) }, true],
    ['a key for 65', { ...events.rekey, stays: many(65) }, false],
    ['a key for one person twice', { ...events.rekey, stays: Array(2).fill(ann.author) }, false],
    ['a key for people out of order', { ...events.rekey, stays: many(2).toReversed() }, false],
    ['a next key for people out of order', { ...events['next-key'], stays: many(2).toReversed() }, false],
    ['a next key of the thread of keys', { ...events['next-key'], thread: 'keys' }, false],
    ['a next key without its name', { ...events.rekey, next: '' }, false],
    ['a box of 12,000 letters', { ...events.grant, box: 'A'.repeat(12_000) }, true],
    ['a box of 12,001 letters', { ...events.grant, box: 'A'.repeat(12_001) }, false],
    ['a grant to nobody', { ...events.grant, to: '' }, false],
    ['a key of other letters', { ...events.rekey, sealed: 'AA-A' }, false],
    ['a key of 110,001 letters', { ...events.rekey, sealed: 'A'.repeat(110_001) }, false],
    ['a circle that is none', { ...events['case-key'], circle: 'all' }, false],
    ['20 labels', { type: 'label', add: Array(20).fill('x'), remove: [] }, true],
    ['21 labels', { type: 'label', add: Array(21).fill('x'), remove: [] }, false],
    ['an empty label', { type: 'label', add: [''], remove: [] }, false],
    ['a label of 61 bytes', { type: 'label', add: ['x'.repeat(61)], remove: [] }, false],
    ['a label that breaks the line', { type: 'label', add: ['a\nb'], remove: [] }, false],
    ['a label to take away that breaks the line', { type: 'label', add: [], remove: ['a\u2028'] }, false],
    ['a reason that breaks the line', { type: 'status', status: 'open', reason: 'a\rb' }, false],
    ['a reason that moves the cursor', { type: 'status', status: 'open', reason: '\u001b[2J' }, false],
    ['a delay whose reason breaks the line', { ...events.delay, reason: 'a\u2029b' }, false],
    ['a delay whose reason has a control of eight bits', { ...events.delay, reason: 'a\u009bb' }, false],
    ['a reason in any letters', { type: 'status', status: 'open', reason: 'дело № 5 👩🏽‍🚀' }, true],
    ['a note of several lines', { type: 'note', text: 'a\n\tb' }, true],
    ['a link to half a case', { type: 'link', to: hash.slice(1), on: true }, false],
    ['a link that is neither on nor off', { type: 'link', to: hash, on: 1 }, false],
    ['a severity taken back', { ...events.severity, level: '' }, true],
    ['a severity without a reason', { ...events.severity, reason: '' }, true],
    ['a severity that is none', { ...events.severity, level: 'none' }, false],
    ['a severity whose reason breaks the line', { ...events.severity, reason: 'a\nb' }, false],
    ['a severity whose reason has 2001 bytes', { ...events.severity, reason: 'x'.repeat(2001) }, false],
    ['a merge taken apart', { type: 'merge', into: '' }, true],
    ['a merge into half a case', { type: 'merge', into: hash.slice(1) }, false],
    ['a merge into a case in capitals', { type: 'merge', into: hash.toUpperCase() }, false],
    ['a conflict without a reason', { type: 'conflict', reason: '' }, true],
    ['a conflict whose reason has 2001 bytes', { type: 'conflict', reason: 'x'.repeat(2001) }, false],
    ['a conflict whose reason moves the cursor', { type: 'conflict', reason: '\u001b[2J' }, false],
    ['a name of 200 bytes', { ...events.name, name: 'ж'.repeat(100) }, true],
    ['a name of 201 bytes', { ...events.name, name: `${'ж'.repeat(100)}x` }, false],
    ['an empty name', { ...events.name, name: '' }, false],
    ['a name that breaks the line', { ...events.name, name: 'a\u2028b' }, false],
    ['a name of something else', { ...events.name, kind: 'thing' }, false],
    ['a name that is neither on nor off', { ...events.name, on: 'true' }, false],
    ['an acknowledgement of a desk that is no name', { ...events.acknowledge, desk: 'Main' }, false],
    ['an acknowledgement of half a tip', { ...events.acknowledge, tip: base64.slice(4) }, false],
  ])('with %s', (_, event, good) => {
    expect(as(event)).toEqual(good ? event : 'malformed')
  })

  test.prop([fc.jsonValue({ maxDepth: 3 })])('made of anything is never more than was allowed', (value) => {
    for (const type of Object.keys(events)) {
      for (const kind of kinds) {
        const said = parseEvent(kind, 'source', { ...(value as object), type })
        if (typeof said !== 'string') expect(allowed[kind].source).toContain(said.type)
      }
    }
  })
})
