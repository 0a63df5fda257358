import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { openBatches } from '../../src/intake/batches.ts'
import { CandorError } from '../../src/protocol/errors.ts'
import type { Store } from '../../src/store/store.ts'
import {
  codeOf,
  folderForTest,
  intakeForTest,
  organisationOf,
  random,
  storeForTest,
  submission,
} from './support.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

const row = (size = 10) => ({ hash: random(32), tag: random(32), envelope: new Uint8Array(size), day: 1 })
const open = (store: Store, seconds: number, faults: unknown[] = []) =>
  openBatches({ store, seconds, onFault: (error) => faults.push(error) })

describe('a batch', () => {
  it('becomes visible when its time is up', () => {
    const store = storeForTest()
    const batches = open(store, 600)
    store.addTips([row()])
    batches.committed()
    vi.advanceTimersByTime(599_000)
    expect(store.entries(0, 9).rows).toHaveLength(0)
    vi.advanceTimersByTime(1_000)
    expect(store.entries(0, 9).rows).toHaveLength(1)
    batches.close()
  })

  it('becomes visible after every group when its time is nothing', () => {
    const store = storeForTest()
    const batches = open(store, 0)
    store.addTips([row()])
    batches.committed()
    expect(store.entries(0, 9)).toMatchObject({ next: 1, rows: [{ batch: 1 }] })
    batches.close()
  })

  it.each([
    ['256 envelopes', Array.from({ length: 256 }, () => row())],
    ['8 MiB', Array.from({ length: 8 }, () => row(1_048_576))],
  ])('is closed early at %s', (_, rows) => {
    const store = storeForTest()
    const batches = open(store, 600)
    store.addTips(rows.slice(1))
    batches.committed()
    expect(store.entries(0, 9).rows).toHaveLength(0)
    store.addTips(rows.slice(0, 1))
    batches.committed()
    expect(store.entries(0, 9).rows).toHaveLength(rows.length)
    batches.close()
  })

  it('is closed at the end, and what a crash left open at the next start', () => {
    const store = storeForTest()
    store.addTips([row()])
    open(store, 0).close()
    expect(store.entries(0, 9).rows).toHaveLength(1)
    const batches = open(store, 600)
    store.addTips([row()])
    batches.close()
    expect(store.entries(0, 9).rows).toHaveLength(2)
  })

  it('that cannot be closed is a fault, takes no tip down with it, and is closed later', () => {
    const store = storeForTest()
    const faults: unknown[] = []
    let full = true
    const failing: Store = {
      ...store,
      closeBatch: () => {
        if (full) throw new CandorError('storage_full', 'full')
        return store.closeBatch()
      },
    }
    const batches = open(failing, 0, faults)
    store.addTips([row()])
    batches.committed()
    full = false
    batches.committed()
    expect(faults).toHaveLength(2)
    expect(store.entries(0, 9).rows).toHaveLength(1)
    batches.close()
  })
})

describe('a full disk', () => {
  it('refuses tips and keeps what it accepted, until there is room again', async () => {
    vi.useRealTimers()
    const folder = folderForTest()
    const store = storeForTest({ folder, maxPages: 120 })
    const intake = intakeForTest({ store })
    const { trusted } = organisationOf()
    const accepted: string[] = []
    const codes: string[] = []
    for (let i = 0; i < 30; i++) {
      const body = submission({ trusted })
      codes.push(await codeOf(() => intake.submit(body).then((promise) => accepted.push(promise))))
    }
    expect(new Set(codes)).toEqual(new Set(['accepted', 'storage_full']))
    expect(store.entries(0, 99).rows).toHaveLength(accepted.length)
    expect(store.check()).toEqual([])
    const roomy = storeForTest({ folder })
    await intakeForTest({ store: roomy, upTo: 'empty' }).submit(submission({ trusted }))
    expect(roomy.entries(0, 99).rows).toHaveLength(accepted.length + 1)
  })
})
