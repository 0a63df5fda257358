import { describe, expect, it } from 'vitest'
import { toHex } from '../../../src/protocol/bytes.ts'
import type { FoundDrop } from '../../../src/protocol/thread/cell.ts'
import { clocksOf, ranOut } from '../../../src/protocol/thread/clocks.ts'
import { foldConversation } from '../../../src/protocol/thread/conversation.ts'
import type { Event, Told } from '../../../src/protocol/thread/events.ts'
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

  it('is new and nobody’s before the first event', () => {
    expect(foldCase()).toEqual({
      acts: [],
      status: 'new',
      assignee: null,
      labels: [],
      links: [],
      delays: [],
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

describe('12.3 clocks', () => {
  const limits = { acknowledgeDays: 7, feedbackDays: 90 }
  const at = (acknowledged: number | null, answered: number | null = null) =>
    clocksOf({ arrived: 100, acknowledged, answered }, limits)

  it('are due a week after the tip was taken, and three months after the acknowledgement', () => {
    expect(at(103)).toEqual({ acknowledge: { due: 107, met: 103 }, feedback: { due: 193, met: null } })
    expect(at(103, 150).feedback).toEqual({ due: 193, met: 150 })
  })

  it('do not wait for an acknowledgement that does not come, or comes late', () => {
    expect(at(null).feedback.due).toBe(197)
    expect(at(120).feedback.due).toBe(197)
    expect(at(107).feedback.due).toBe(197)
    expect(at(120).acknowledge).toEqual({ due: 107, met: 120 })
  })

  it('run out when the day that was due is over, and not when they were met', () => {
    expect([106, 107, 108].map((today) => ranOut(at(null).acknowledge, today))).toEqual([false, false, true])
    expect(ranOut(at(120).acknowledge, 130)).toBe(false)
    expect([197, 198].map((today) => ranOut(at(null).feedback, today))).toEqual([false, true])
    expect(ranOut(at(null, 400).feedback, 500)).toBe(false)
  })

  const days = fc.nat(3000)
  test.prop([days, days, days, fc.integer({ min: 1, max: 400 }), fc.integer({ min: 1, max: 400 }), days])(
    'an earlier acknowledgement never makes a clock later, nor keeps it from running out',
    (arrived, one, other, acknowledgeDays, feedbackDays, today) => {
      const [early, late] = [Math.min(one, other), Math.max(one, other)]
      const clocks = [early, late, null].map((acknowledged) =>
        clocksOf({ arrived, acknowledged, answered: null }, { acknowledgeDays, feedbackDays }),
      )
      const dues = clocks.map(({ feedback }) => feedback.due)
      expect(dues).toEqual(dues.toSorted((a, b) => a - b))
      const outs = clocks.map(({ feedback }) => (ranOut(feedback, today) ? 0 : 1))
      expect(outs).toEqual(outs.toSorted((a, b) => a - b))
      expect(new Set(clocks.map(({ acknowledge }) => acknowledge.due)).size).toBe(1)
    },
  )
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
