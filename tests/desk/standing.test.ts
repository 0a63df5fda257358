import { describe, expect, it } from 'vitest'
import { type CaseRecord, encodeRow, readSummary, summarise } from '../../src/desk/case/case.ts'
import type { Progress } from '../../src/desk/case/progress.ts'
import { encodeWatch, firstWatch } from '../../src/desk/case/watch.ts'
import { enqueueAll } from '../../src/desk/casework/bulk.ts'
import { caseSummaries, type Outgoing } from '../../src/desk/casework/casework.ts'
import { waitingByCase } from '../../src/desk/casework/queue.ts'
import { caseFileWith, standing } from '../../src/desk/casework/standing.ts'
import { type NamedKind, SEVERITIES, STATUSES, TOLD } from '../../src/protocol/thread/events.ts'
import { dayOf } from '../../src/protocol/time.ts'
import { codeOf, organisationOf, p, random } from '../intake/support.ts'
import { fc, test } from '../support/property.ts'
import { ask, note, type StagedDesk, stageOf, status } from './stage.ts'
import { late } from './support.ts'

const organisation = organisationOf(3)
const ids = organisation.people.map(({ id }) => id)
const other = 'ab'.repeat(32)

async function readyDesk() {
  const stage = await stageOf(organisation)
  const source = await stage.tip()
  const desk = stage.desk(0)
  await desk.sync()
  return { stage, source, desk, today: dayOf(stage.server.time.now) }
}

const progressAt = (desk: StagedDesk, number = 1): Progress =>
  caseSummaries(desk.cabinet).find((each) => each.number === number)!.summary.progress!
const standingAt = (desk: StagedDesk, today: number) =>
  standing(progressAt(desk), waitingByCase(desk.cabinet).get(1) ?? [], ids[0]!, today)

/** A tip that no honest software made, as case 2. */
function fileVoid({ cabinet, vault, open }: StagedDesk): void {
  const { record, keyring } = open()
  const empty: CaseRecord = { ...record, opened: { status: 'void', why: 'signature', slots: [] } }
  const summary = encodeRow(summarise(empty, { hidden: false, progress: null }))
  const watch = encodeWatch(firstWatch(p, empty, keyring, vault.identity.recipientId))
  cabinet.file({ cases: [{ hash: random(32), summary, watch, content: encodeRow(empty) }] })
}

const team = fc.oneof(
  fc.record({ type: fc.constant('status'), status: fc.constantFrom(...STATUSES), reason: fc.constant('') }),
  fc.record({
    type: fc.constant('severity'),
    level: fc.constantFrom('', ...SEVERITIES),
    reason: fc.constant(''),
  }),
  fc.record({ type: fc.constant('assign'), to: fc.constantFrom('', ...ids) }),
  fc.record({
    type: fc.constant('label'),
    add: fc.subarray(['b', 'a', 'ж']),
    remove: fc.subarray(['b', 'a', 'ж']),
  }),
  fc.record({ type: fc.constant('merge'), into: fc.constantFrom('', other) }),
  fc.record({ type: fc.constant('conflict'), reason: fc.constant('') }),
  fc.record({
    type: fc.constant('name'),
    kind: fc.constant<NamedKind>('person'),
    name: fc.constantFrom('x', 'y'),
    on: fc.boolean(),
  }),
  fc.record({
    type: fc.constant('delay'),
    clock: fc.constantFrom('acknowledge', 'feedback'),
    until: fc.constantFrom('2027-01-01', '2027-02-01'),
    reason: fc.constant('x'),
  }),
  fc.record({ type: fc.constant('note'), text: fc.constant('x') }),
)
const words = fc.oneof(
  fc.record({ type: fc.constant('tell'), status: fc.constantFrom(...TOLD), text: fc.constant('') }),
  fc.record({ type: fc.constant('ask'), text: fc.constant('?') }),
  fc.constant({ type: 'acknowledge' }),
)
const deed = fc.oneof(
  team.map((event): Outgoing => ({ thread: 'team', event })),
  words.map((event) => ({ thread: 'conversation', event }) as Outgoing),
)

function act(desk: StagedDesk, outgoing: Outgoing): void {
  if (outgoing.event.type === 'acknowledge') desk.acknowledge()
  else desk.say(outgoing)
}

test.prop([fc.array(deed, { maxLength: 6 }), fc.array(deed, { minLength: 1, maxLength: 6 })], {
  numRuns: 10,
})(
  'what waits counts at once as it will count when it has left, in the list and in the case',
  async (before, after) => {
    const { desk, today } = await readyDesk()
    for (const each of before) act(desk, each)
    await desk.flush()
    const closed = progressAt(desk).status === 'closed'
    for (const each of after) act(desk, each)
    const [foreseen, { file, waiting }] = [standingAt(desk, today), desk.open()]
    const foreseenFile = caseFileWith(file, waiting, ids[0]!, today)
    await desk.flush()
    // Of a closed case it cannot be seen whether the source was told so too.
    const finished = closed ? { finished: foreseen.finished } : {}
    expect(foreseen).toEqual({ ...progressAt(desk), ...finished })
    const nameless = (each: typeof file) => ({
      ...each,
      acts: each.acts.map(({ day, author, event }) => ({ day, author, event })),
    })
    expect(nameless(foreseenFile)).toEqual(nameless(desk.open().file))
  },
)

describe('what waits', () => {
  it('is named in the case’s history by what can take it back', async () => {
    const { desk, today } = await readyDesk()
    desk.say(note('mine'))
    const { file, waiting } = desk.open()
    const { acts } = caseFileWith(file, waiting, ids[0]!, today)
    expect(acts.map(({ hash }) => hash)).toEqual([waiting.find(({ thread }) => thread === 'team')!.id])
  })

  it('is found for all cases at one look', async () => {
    const { stage, desk } = await readyDesk()
    await stage.tip()
    await desk.sync()
    desk.say(ask('one'))
    desk.say(note('two'), 2)
    const all = waitingByCase(desk.cabinet)
    expect([1, 2].map((number) => all.get(number)!.map(({ event }) => event.type))).toEqual([
      ['ask'],
      ['case-key', 'note'],
    ])
  })
})

describe('a row of an older version', () => {
  it('is of no severity, repeats nothing, and nobody has a conflict', async () => {
    const { desk } = await readyDesk()
    const { summary } = caseSummaries(desk.cabinet)[0]!
    const { severity, mergedInto, conflicts, delays, count, ...old } = summary.progress!
    const row = encodeRow({ ...summary, progress: old as Progress })
    expect(readSummary(row)).toEqual(summary)
    expect([severity, mergedInto, conflicts, delays, count]).toEqual([null, null, [], {}, 0])
    const { progress, hidden, ...oldest } = summary
    expect(readSummary(encodeRow(oldest as typeof summary))).toMatchObject({ progress: null, hidden: false })
    expect([progress?.status, hidden]).toEqual(['new', false])
  })
})

describe('the same in many cases', () => {
  const timing = (now: number) => ({ now, random: late, jitterSeconds: 3600 })
  const label: Extract<Outgoing, { readonly thread: 'team' }> = {
    thread: 'team',
    event: { type: 'label', add: ['spring'], remove: [] },
  }

  it('leaves for each of them, with its key where there is none yet, and colleagues see it', async () => {
    const { stage, desk } = await readyDesk()
    await stage.tip()
    await desk.sync()
    desk.say(status('open'), 2)
    const { queued, skipped } = enqueueAll(p, desk.vault, desk.cabinet, [2, 1, 2], label, timing(0))
    expect(queued.map(({ number, waiting }) => [number, waiting.event.type])).toEqual([
      [2, 'label'],
      [1, 'label'],
    ])
    expect(skipped).toEqual([])
    expect(desk.open(2).waiting.map(({ event }) => event.type)).toEqual(['case-key', 'status', 'label'])
    expect(desk.open(1).waiting.map(({ event }) => event.type)).toEqual(['case-key', 'label'])
    await desk.flush()
    const colleague = stage.desk(1)
    await colleague.sync()
    expect([1, 2].map((number) => colleague.open(number).file.labels)).toEqual([['spring'], ['spring']])
  })

  it('passes over a case that is not here, and a tip that was set aside, and names them', async () => {
    const { desk } = await readyDesk()
    fileVoid(desk)
    const { queued, skipped } = enqueueAll(p, desk.vault, desk.cabinet, [7, 2, 1], label, timing(0))
    expect([queued.map(({ number }) => number), skipped]).toEqual([[1], [7, 2]])
  })

  it('is refused as a whole where it cannot be said', async () => {
    const { desk } = await readyDesk()
    const bad: typeof label = { thread: 'team', event: { type: 'label', add: [''], remove: [] } }
    expect(await codeOf(() => enqueueAll(p, desk.vault, desk.cabinet, [1], bad, timing(0)))).toBe('usage')
    expect(desk.cabinet.queue()).toEqual([])
  })
})
