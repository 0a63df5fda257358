import { describe, expect, it } from 'vitest'
import { toHex } from '../../../src/protocol/bytes.ts'
import type { FoundDrop } from '../../../src/protocol/thread/cell.ts'
import { clocksOf, ranOut } from '../../../src/protocol/thread/clocks.ts'
import { foldConversation } from '../../../src/protocol/thread/conversation.ts'
import { type Event, NAMED, type NamedKind, type Told } from '../../../src/protocol/thread/events.ts'
import { foldTeam } from '../../../src/protocol/thread/team.ts'
import { dayText } from '../../../src/protocol/time.ts'
import { TODAY } from '../../support/organisation.ts'
import { fc, test } from '../../support/property.ts'
import {
  envelope,
  muddled,
  orders,
  people,
  read,
  say,
  source,
  threadOf,
  type Voice,
  WEEK,
  write,
} from '../../support/threads.ts'

const [ann, bob] = people
const hash = toHex(envelope)
const ARRIVED = TODAY - 100
const about = { envelope: hash, arrived: ARRIVED }
const team = threadOf('team')

type Said = readonly [Voice, Event, day?: number]

/** One after the other, each having seen all before. */
function told(said: readonly Said[], thread = threadOf()): FoundDrop[] {
  const drops: FoundDrop[] = []
  for (const [voice, event, day] of said) {
    drops.push(...write(voice, drops, event, { thread, ...(day === undefined ? {} : { day }) }))
  }
  return drops
}
const fold = (...said: Said[]) => foldConversation(read(told(said)), about)
const foldCase = (...said: Said[]) => foldTeam(read(told(said, team), {}, team))

const acknowledge = (of = hash): Event => ({
  type: 'acknowledge',
  envelope: of,
  tip: `${'A'.repeat(43)}=`,
  desk: 'main',
})
const tell = (status: Told, text = ''): Event => ({ type: 'tell', status, text })
const recap = (acknowledged: string, status: '' | Told, answered: string): Event => ({
  type: 'recap',
  acknowledged,
  status,
  answered,
})

describe('12.2 a conversation', () => {
  it('of which nothing was said has no outcome', () => {
    expect(fold()).toEqual({
      lines: [],
      told: null,
      acknowledged: null,
      answered: null,
      withdrawn: false,
      findings: { missing: [], forked: [], aside: [] },
    })
  })

  it('has every line in order, with its author and day, acknowledgements and all', () => {
    const view = fold(
      [ann, acknowledge()],
      [source, say('thank you'), TODAY + 1],
      [bob, { type: 'ask', text: 'where?' }],
    )
    expect(view.lines).toMatchObject([
      { author: ann.author, day: TODAY, event: acknowledge() },
      { author: 'source', day: TODAY + 1, event: say('thank you') },
      { author: bob.author, day: TODAY, event: { type: 'ask', text: 'where?' } },
    ])
    expect(new Set(view.lines.map((line) => line.hash)).size).toBe(3)
  })

  it('is acknowledged on the first day on which anybody did, and by no acknowledgement of another tip', () => {
    expect(fold([ann, acknowledge(), TODAY + 3], [bob, acknowledge(), TODAY + 1]).acknowledged).toBe(
      TODAY + 1,
    )
    expect(fold([ann, acknowledge('cd'.repeat(32))]).acknowledged).toBeNull()
  })

  it.each<[Told, boolean]>([
    ['under-review', false],
    ['acted', true],
    ['passed-on', true],
    ['closed', true],
  ])('told “%s” is answered: %s', (status, answered) => {
    const view = fold([ann, tell(status), TODAY + 2])
    expect([view.told, view.answered]).toEqual([status, answered ? TODAY + 2 : null])
  })

  it('is told the last that was said, and answered on the first day of an outcome', () => {
    const view = fold(
      [ann, tell('acted'), TODAY + 2],
      [bob, tell('closed'), TODAY + 5],
      [ann, tell('under-review'), TODAY + 6],
    )
    expect([view.told, view.answered]).toEqual(['under-review', TODAY + 2])
  })

  it('is withdrawn once and for all by its source, who may go on speaking', () => {
    const view = fold([source, { type: 'withdraw', text: '' }], [source, say('still')], [ann, tell('closed')])
    expect([view.withdrawn, view.lines.length]).toEqual([true, 3])
  })

  it('is not acknowledged by asking, nor by telling that it is under review', () => {
    expect(fold([ann, { type: 'ask', text: 'x' }], [ann, tell('under-review')]).acknowledged).toBeNull()
  })

  const day = fc.integer({ min: TODAY - 400, max: TODAY + 400 })
  const someday = fc.option(day.map(dayText), { nil: '' })
  const status = fc.constantFrom('' as const, 'under-review' as const, 'acted' as const, 'closed' as const)
  const some: fc.Arbitrary<Said> = fc.tuple(
    fc.constantFrom(ann, bob),
    fc.oneof(
      fc.constant(acknowledge()),
      status.map((each) => (each === '' ? say('x') : tell(each))),
    ),
    fc.integer({ min: TODAY - 6, max: TODAY + 6 }),
  )

  test.prop([fc.array(some, { maxLength: 5 }), someday, status, someday, fc.nat(5)], { numRuns: 40 })(
    'a recap adds what was forgotten, an earlier day, and changes nothing else, wherever it stands',
    (said, acknowledged, status, answered, at) => {
      const plain = fold(...said)
      const all = fold(...said.toSpliced(at, 0, [ann, recap(acknowledged, status, answered)]))
      // A recap is told today, of a tip that arrived a hundred days ago: any other day is none.
      const earliest = (known: number | null, more: string) => {
        const day = more === '' ? Number.NaN : Date.parse(more) / 86_400_000
        return day >= ARRIVED && day <= TODAY ? Math.min(known ?? day, day) : known
      }
      expect(all.acknowledged).toBe(earliest(plain.acknowledged, acknowledged))
      expect(all.answered).toBe(earliest(plain.answered, answered))
      expect(all.told).toBe(plain.told ?? (status === '' ? null : status))
      expect(all.withdrawn).toBe(plain.withdrawn)
      expect(all.lines).toHaveLength(plain.lines.length + 1)
    },
  )

  it('a recap of 1970, of a day before the tip came or of one after the recap meets no clock', () => {
    const limits = { acknowledgeDays: 7, feedbackDays: 90 }
    for (const day of ['1970-01-01', dayText(ARRIVED - 1), dayText(TODAY + 1), '9999-12-31']) {
      const { acknowledged, answered, told } = fold([ann, recap(day, 'closed', day)])
      expect([acknowledged, answered, told]).toEqual([null, null, 'closed'])
      const clocks = clocksOf({ arrived: ARRIVED, acknowledged, answered }, limits)
      expect([clocks.acknowledge, clocks.feedback].map((clock) => ranOut(clock, TODAY + 90))).toEqual([
        true,
        true,
      ])
    }
    for (const day of [ARRIVED, TODAY]) {
      const { acknowledged, answered } = fold([ann, recap(dayText(day), 'closed', dayText(day))])
      expect([acknowledged, answered]).toEqual([day, day])
    }
  })

  test.prop([fc.array(some, { maxLength: 6 }), orders], { numRuns: 30 })(
    'is the same for all who hold the same drops',
    (said, order) => {
      const drops = told(said)
      expect(foldConversation(read(muddled(drops, order)), about)).toEqual(
        foldConversation(read(drops), about),
      )
    },
  )
})

describe('12.4 the team’s case file', () => {
  const status = (to: 'new' | 'triage' | 'open' | 'waiting' | 'closed'): Event => ({
    type: 'status',
    status: to,
    reason: '',
  })
  const assign = (to: string): Event => ({ type: 'assign', to })
  const label = (add: string[], remove: string[] = []): Event => ({ type: 'label', add, remove })
  const link = (to: string, on: boolean): Event => ({ type: 'link', to: to.repeat(32), on })
  const severity = (level: '' | 'low' | 'critical'): Event => ({ type: 'severity', level, reason: '' })
  const merge = (into: string): Event => ({ type: 'merge', into: into.repeat(32) })
  const conflict = (reason: string): Event => ({ type: 'conflict', reason })
  const name = (kind: NamedKind, text: string, on = true): Event => ({ type: 'name', kind, name: text, on })

  it('is new and nobody’s before the first event', () => {
    expect(foldCase()).toEqual({
      acts: [],
      status: 'new',
      assignee: null,
      labels: [],
      links: [],
      delays: [],
      severity: null,
      mergedInto: null,
      conflicts: [],
      names: [],
      findings: { missing: [], forked: [], aside: [] },
    })
  })

  it('has the last status and the last assignee, and may be nobody’s again', () => {
    const file = foldCase([ann, status('triage')], [bob, assign(bob.author)], [bob, status('open')])
    expect([file.status, file.assignee]).toEqual(['open', bob.author])
    expect(foldCase([ann, assign(ann.author)], [bob, assign('')]).assignee).toBeNull()
    expect(foldCase([ann, status('closed')], [bob, status('new')]).status).toBe('new')
  })

  it('has the labels that were last set and not taken away, each once, in order', () => {
    const file = foldCase(
      [ann, label(['b', 'a'])],
      [bob, label(['ж', 'a'], ['b', 'x'])],
      [ann, label(['c'], ['c'])],
    )
    expect(file.labels).toEqual(['a', 'c', 'ж'])
  })

  it('has the links that are on, in order', () => {
    const file = foldCase(
      [ann, link('cd', true)],
      [bob, link('ab', true)],
      [ann, link('cd', false)],
      [bob, link('ef', false)],
    )
    expect(file.links).toEqual(['ab'.repeat(32)])
  })

  it('is as serious as the last of them says, and of no severity again when that is taken back', () => {
    expect(foldCase([ann, severity('critical')], [bob, severity('low')]).severity).toBe('low')
    expect(foldCase([ann, severity('critical')], [bob, severity('')]).severity).toBeNull()
  })

  it('repeats the case that the last merge names, and none once it is taken apart', () => {
    expect(foldCase([ann, merge('ab')], [bob, merge('cd')]).mergedInto).toBe('cd'.repeat(32))
    expect(foldCase([ann, merge('ab')], [bob, merge('')]).mergedInto).toBeNull()
  })

  it('keeps everything else where it is when it repeats another one', () => {
    const { acts: _, mergedInto, ...before } = foldCase([ann, status('open')], [bob, assign(bob.author)])
    const {
      acts,
      mergedInto: into,
      ...after
    } = foldCase([ann, status('open')], [bob, assign(bob.author)], [ann, merge('ab')])
    expect(after).toEqual(before)
    expect([mergedInto, into, acts.length]).toEqual([null, 'ab'.repeat(32), 3])
  })

  it('says of everybody who should not work on it why, in their newest words', () => {
    const file = foldCase(
      [ann, conflict('a cousin')],
      [bob, conflict('')],
      [ann, conflict('a brother'), TODAY + 1],
    )
    expect(file.conflicts).toEqual([
      { author: ann.author, reason: 'a brother', day: TODAY + 1 },
      { author: bob.author, reason: '', day: TODAY },
    ])
  })

  it('has the names that are on, by kind and in order, letter for letter', () => {
    const file = foldCase(
      [ann, name('place', 'Алматы')],
      [bob, name('person', 'б')],
      [ann, name('person', 'а')],
      [bob, name('organisation', 'А')],
      [ann, name('person', 'А')],
      [bob, name('organisation', 'А', false)],
      [ann, name('place', 'алматы', false)],
    )
    expect(file.names).toEqual([
      { kind: 'person', name: 'А' },
      { kind: 'person', name: 'а' },
      { kind: 'person', name: 'б' },
      { kind: 'place', name: 'Алматы' },
    ])
  })

  it('says of every delay whose it was, and why', () => {
    const delay: Event = { type: 'delay', clock: 'feedback', until: '2027-03-01', reason: 'a court' }
    expect(foldCase([ann, delay, TODAY + 1], [ann, delay]).delays).toEqual([
      { clock: 'feedback', until: '2027-03-01', reason: 'a court', author: ann.author, day: TODAY + 1 },
      { clock: 'feedback', until: '2027-03-01', reason: 'a court', author: ann.author, day: TODAY },
    ])
  })

  it('has all acts in order, notes among them', () => {
    const file = foldCase(
      [ann, { type: 'note', text: 'one' }],
      [bob, status('open')],
      [ann, { type: 'note', text: 'two' }],
    )
    expect(file.acts.map(({ event }) => event.type)).toEqual(['note', 'status', 'note'])
  })

  it('is decided alike by everybody when two act at once: by their names, not by who came first', () => {
    const first = told([[ann, { type: 'note', text: 'start' }]], team)
    const both = [ann, bob].flatMap((voice) => write(voice, first, assign(voice.author), { thread: team }))
    const files = [
      [...first, ...both],
      [...both.toReversed(), ...first],
    ].map((drops) => foldTeam(read(drops, {}, team)))
    expect(files[0]).toEqual(files[1])
    expect(files[0]?.assignee).toBe([ann.author, bob.author].toSorted()[1])
  })

  test.prop(
    [
      fc.array(
        fc.tuple(fc.constantFrom(ann, bob), fc.subarray(['a', 'b', 'c']), fc.subarray(['a', 'b', 'c'])),
        { maxLength: 6 },
      ),
    ],
    { numRuns: 30 },
  )('a label is on exactly when the last event that names it adds it', (changes) => {
    const file = foldCase(...changes.map(([voice, add, remove]): Said => [voice, label(add, remove)]))
    const on = ['a', 'b', 'c'].filter((each) => {
      const last = changes.findLast(([, add, remove]) => add.includes(each) || remove.includes(each))
      return last?.[1].includes(each)
    })
    expect(file.labels).toEqual(on)
  })
})

test.prop(
  [
    fc.array(
      fc.tuple(
        fc.constantFrom(ann, bob),
        fc.constantFrom(...NAMED),
        fc.constantFrom('a', 'a b', 'ә'),
        fc.boolean(),
      ),
      { maxLength: 8 },
    ),
  ],
  { numRuns: 30 },
)('12.4 a name is in a case exactly when the last event with this kind and name says so', (changes) => {
  const file = foldCase(
    ...changes.map(([voice, kind, name, on]): Said => [voice, { type: 'name', kind, name, on }]),
  )
  const last = new Map(changes.map(([, kind, name, on]) => [`${kind} ${name}`, on]))
  const on = [...last].flatMap(([each, is]) => (is ? [each] : [])).toSorted()
  expect(file.names.map(({ kind, name }) => `${kind} ${name}`)).toEqual(on)
})

describe('12.3 a day', () => {
  it('is the author’s, within a week of where their message lies: a clock cannot be met long after it ran out', () => {
    const drops = write(ann, [], acknowledge(), { day: TODAY - 30 })
    expect(foldConversation(read(drops), about).acknowledged).toBeNull()
    expect(
      foldConversation(read(write(ann, [], acknowledge(), { week: WEEK, day: TODAY - 7 })), about)
        .acknowledged,
    ).toBe(TODAY - 7)
  })
})
