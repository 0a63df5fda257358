import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { compare, equal } from '../../src/protocol/bytes.ts'
import type { Batch, Page, Store, TipOutcome, TipRow } from '../../src/store/store.ts'
import type { Fixture } from './fixture.ts'
import { sha256, tip } from './rows.ts'

type Step =
  | { readonly act: 'add'; readonly tips: readonly TipRow[] }
  | { readonly act: 'close' | 'restart' }
  | { readonly act: 'tips' | 'entries'; readonly after: Batch; readonly size: number }

/** The whole contract of tips and batches, as simple as it can be said. */
class Model {
  readonly held: { tip: TipRow; batch: Batch }[] = []
  open = 1

  add(tip: TipRow): TipOutcome {
    const held = this.held.find((other) => equal(other.tip.hash, tip.hash))?.tip
    if (held !== undefined) {
      return equal(held.tag, tip.tag) ? { status: 'present', day: held.day } : { status: 'conflict' }
    }
    this.held.push({ tip, batch: this.open })
    return { status: 'stored', day: tip.day }
  }

  batch(number: Batch): (TipRow & { batch: Batch })[] {
    const rows = this.held.filter(({ batch }) => batch === number)
    return rows.map(({ tip }) => ({ ...tip, batch: number })).sort((a, b) => compare(a.hash, b.hash))
  }

  close(): Batch {
    if (this.batch(this.open).length > 0) this.open += 1
    return this.open - 1
  }

  page(after: Batch, size: number, measure: (row: TipRow) => number): Page<TipRow> {
    const rows: (TipRow & { batch: Batch })[] = []
    let next = Math.min(after, this.open - 1)
    for (let gathered = 0; next < this.open - 1 && (next === after || gathered < size); ) {
      next += 1
      rows.push(...this.batch(next))
      gathered = rows.reduce((sum, row) => sum + measure(row), 0)
    }
    return { rows, next, more: next < this.open - 1 }
  }
}

// A dozen envelopes and two tags: doubles and conflicts are as likely as new tips.
const tips = fc
  .record({
    envelope: fc.integer({ min: 0, max: 11 }).map((i) => new Uint8Array(1 + i * 97).fill(i)),
    tag: fc.constantFrom(0, 0, 0, 1).map((i) => new Uint8Array(32).fill(i)),
    day: fc.integer({ min: 20_000, max: 20_002 }),
  })
  .map(({ envelope, tag, day }) => tip(envelope, tag, day))

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ act: fc.constant('add' as const), tips: fc.array(tips, { maxLength: 4 }) }),
  },
  { weight: 3, arbitrary: fc.record({ act: fc.constant('close' as const) }) },
  { weight: 1, arbitrary: fc.record({ act: fc.constant('restart' as const) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      act: fc.constantFrom('tips' as const, 'entries' as const),
      after: fc.nat({ max: 8 }),
      size: fc.nat({ max: 1500 }),
    }),
  },
)

const bare = ({ batch, hash, tag, day }: TipRow & { batch: Batch }) => ({ batch, hash, tag, day })

function agree(store: Store, model: Model, step: Step): void {
  if (step.act === 'add') expect(store.addTips(step.tips)).toEqual(step.tips.map((tip) => model.add(tip)))
  if (step.act === 'close') expect(store.closeBatch()).toBe(model.close())
  if (step.act === 'tips') {
    const page = model.page(step.after, step.size, (row) => row.envelope.length)
    expect(store.tips(step.after, step.size)).toEqual(page)
  }
  if (step.act === 'entries') {
    const count = step.size % 6
    const page = model.page(step.after, count, () => 1)
    expect(store.entries(step.after, count)).toEqual({ ...page, rows: page.rows.map(bare) })
  }
  const open = model.batch(model.open)
  const bytes = open.reduce((sum, row) => sum + row.envelope.length, 0)
  expect(store.openBatch()).toEqual({ number: model.open, tips: open.length, bytes })
}

/** Follows the cursor to the end. */
function walk<Row>(read: (after: Batch) => Page<Row>): Page<Row>['rows'][number][] {
  const rows: Page<Row>['rows'][number][] = []
  for (let after = 0, more = true; more; ) {
    const page = read(after)
    rows.push(...page.rows)
    more = page.more
    after = page.next
  }
  return rows
}

function run(fixture: Fixture, steps: readonly Step[]): { store: Store; model: Model } {
  const model = new Model()
  let { store } = fixture
  for (const step of steps) {
    if (step.act === 'restart') store = fixture.reopen()
    agree(store, model, step)
  }
  return { store, model }
}

/** Random histories against the model. */
export function describePages(name: string, open: () => Fixture): void {
  describe(`${name}: any history`, () => {
    test.prop([fc.array(step, { minLength: 5, maxLength: 30 }), fc.integer({ min: 1, max: 900 })], {
      numRuns: 60,
    })(
      'gives each closed row exactly once, in order, in whole batches, and nothing of the open batch',
      (steps, size) => {
        const fixture = open()
        try {
          const { store, model } = run(fixture, steps)
          const closed = Array.from({ length: model.open - 1 }, (_, i) => model.batch(i + 1)).flat()
          expect(walk((after) => store.tips(after, size))).toEqual(closed)
          expect(walk((after) => store.entries(after, 1 + (size % 7)))).toEqual(closed.map(bare))
          expect(closed.every((row) => equal(row.hash, sha256(row.envelope)))).toBe(true)
          expect(store.check()).toEqual([])
        } finally {
          fixture.dispose()
        }
      },
    )
  })
}
