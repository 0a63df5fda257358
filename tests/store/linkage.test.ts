import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { shardOf, weekOf } from '../../src/protocol/drop.ts'
import { receiptTag } from '../../src/protocol/receipt.ts'
import { deriveSourceKeys } from '../../src/protocol/source-keys.ts'
import type { FoundDrop } from '../../src/protocol/thread/cell.ts'
import { laneOf, shardIndex } from '../../src/protocol/thread/lane.ts'
import { newMessageId, writeMessage } from '../../src/protocol/thread/write.ts'
import { sealTip } from '../../src/protocol/tip.ts'
import { openSqliteStore } from '../../src/store/sqlite.ts'
import type { Store, TipRow } from '../../src/store/store.ts'
import { sodium as p } from '../support/implementations.ts'
import { deterministic, makeOrganisation, THIS_EPOCH, TODAY } from '../support/organisation.ts'
import { accuracyOf, type Example } from './classifier.ts'

// Two people come in two different ten minutes of one day. Each hands in a tip, one of them a long one, and then says
// something, one of them something long. The two worlds differ in nothing but who says the long thing.

const WORLDS = 240
/** Five standard deviations from a coin, for as many unseen worlds. */
const CHANCE = 0.5 + (5 * 0.5) / Math.sqrt(WORLDS / 2)
const BITS = 1

const random = deterministic('linkage')
const organisation = makeOrganisation(p, { people: 2, seed: 'linkage' })
const to = { trusted: organisation.trusted, epoch: THIS_EPOCH, keys: organisation.keys }
const orgId = organisation.trusted.orgId

let folder = ''
const before: Example[] = []
const after: Example[] = []

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'candor-linkage-'))
  for (let i = 0; i < WORLDS; i++) {
    const label = (random(1)[0] as number) % 2 === 0
    live(join(folder, String(i)), label)
  }
}, 240_000)

afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** One day in one world, looked at in the evening and after midnight. */
function live(path: string, label: boolean): void {
  const store = openSqliteStore({ folder: path })
  store.fixWeek(THIS_EPOCH, BITS)
  const longFirst = (random(1)[0] as number) % 2 === 0
  const visitors = [comer(true, label), comer(false, !label)]
  for (const { tip, drops } of longFirst ? visitors : visitors.toReversed()) {
    store.addTips([tip])
    store.addDrops(
      drops.map(({ locator, cell }) => ({ kind: 'conversation', locator, cell })),
      TODAY,
    )
    store.closeBatch()
  }
  before.push({ label, features: everythingIn(store, path) })
  store.compact(TODAY + 1)
  after.push({ label, features: everythingIn(store, path) })
  store.close()
  rmSync(path, { recursive: true, force: true })
}

/** Somebody with a tip and a message, each long or short. */
function comer(
  longTip: boolean,
  longMessage: boolean,
): { readonly tip: TipRow; readonly drops: readonly FoundDrop[] } {
  const keys = deriveSourceKeys(p, random(16), orgId)
  const envelope = sealTip(p, to, keys, draftOf('Ақша '.repeat(longTip ? 3000 : 1)), random(32))
  const hash = p.sha256(envelope)
  const drops = said(keys, hash, 'Тағы бір '.repeat(longMessage ? 300 : 1))
  return { tip: { hash, tag: receiptTag(p, keys, hash), envelope, day: TODAY }, drops }
}

function said(keys: ReturnType<typeof deriveSourceKeys>, envelope: Uint8Array, text: string): FoundDrop[] {
  const thread = { orgId, envelope, kind: 'conversation', verifyingKeys: () => [] } as const
  const shard = { bits: BITS, shard: shardIndex(p, keys.thread, BITS) }
  const lane = laneOf(p, keys.thread, 'source')
  const desk = { lane, signing: keys.signing, week: THIS_EPOCH, place: 0, shard, day: TODAY }
  const message = { id: newMessageId(random), event: { type: 'say', text } } as const
  return writeMessage(p, thread, { heads: [], week: 0, lamport: 0 }, desk, message, random)
}

const draftOf = (text: string) => ({
  language: 'kk',
  answers: [{ id: 'what', n: 0, text }],
  desks: ['main'],
  exclude: [],
  escalate: [],
  files: [],
  checkpoint: '',
})

/** The most drops of a day: a long message of three cells and a short one. */
const DROPS = 4

/** All that a thief can read, as numbers: every row in the order in which it lies, and where in the file that is. */
function everythingIn(store: Store, path: string): number[] {
  const tips = store.tips(0, Number.MAX_SAFE_INTEGER).rows
  const drops = store.drops(0, Number.MAX_SAFE_INTEGER).rows
  expect(tips).toHaveLength(2)
  expect(drops).toHaveLength(DROPS)
  const raw = rawTables(path)
  const file = fileOf(path)
  return [
    file.length,
    ...tips.flatMap(({ batch, day, hash, tag, envelope }) => [
      batch,
      day,
      envelope.length,
      ...start(hash),
      ...start(tag),
      ...start(envelope.subarray(80)),
      placeOf(file, hash),
    ]),
    ...drops.flatMap(({ batch, locator, cell }) => [
      batch,
      weekOf(locator),
      shardOf(locator, BITS),
      ...start(locator.subarray(4)),
      ...start(cell),
      placeOf(file, locator),
    ]),
    ...raw,
  ]
}

const start = (bytes: Uint8Array): number[] => [bytes[0] as number, bytes[1] as number]

const placeOf = (file: Buffer, bytes: Uint8Array): number => file.lastIndexOf(bytes)

const fileOf = (path: string): Buffer => readFileSync(join(path, 'candor.db'))

/** What only the tables say: the batches and their counts. */
function rawTables(path: string): number[] {
  const client = new Database(join(path, 'candor.db'), { readonly: true })
  const numbers = [
    'select number, tips, bytes from batches order by number',
    'select number, drops, day from drop_batches order by number',
  ].flatMap((query) => {
    const rows = client.prepare(query).raw().all() as number[][]
    return [...rows, [0, 0, 0], [0, 0, 0], [0, 0, 0]].slice(0, 3).flat()
  })
  client.close()
  return numbers
}

describe('who wrote which message', () => {
  it('could be learned from the batches of a day while it lasts: the classifier works', () => {
    expect(accuracyOf(before)).toBeGreaterThan(0.9)
  })

  it('cannot be learned from anything that is stored once the day has been compacted', () => {
    const accuracy = accuracyOf(after)
    expect(accuracy).toBeLessThan(CHANCE)
    expect(accuracy).toBeGreaterThan(1 - CHANCE)
  })
})
