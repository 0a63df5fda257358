import { performance } from 'node:perf_hooks'
import type { Primitives } from '../../src/protocol/primitives/primitives.ts'
import { loadSodium } from '../../src/protocol/primitives/sodium.ts'
import type { FoundDrop } from '../../src/protocol/thread/cell.ts'
import { laneOf, NO_SHARD } from '../../src/protocol/thread/lane.ts'
import type { Thread } from '../../src/protocol/thread/message.ts'
import { readThread } from '../../src/protocol/thread/read.ts'
import { foldTeam } from '../../src/protocol/thread/team.ts'
import { freePlace, newMessageId, writeMessage } from '../../src/protocol/thread/write.ts'
import { deterministic, THIS_EPOCH, TODAY } from '../support/organisation.ts'
import { median, report } from './table.ts'

const EVENTS = 1000
const AUTHORS = 4
const ROUNDS = 5

/** Reading a case with a thousand events, beside the signatures and seals that nobody can save. */
export async function benchThreads(): Promise<void> {
  const p = await loadSodium()
  const { thread, drops } = longCase(p)
  const [folds, bare]: [number[], number[]] = [[], []]
  for (let round = 0; round < ROUNDS; round++) {
    folds.push(timed(() => foldTeam(readThread(p, thread, drops, { from: 0 }))))
    bare.push(timed(() => bareWork(p, drops)))
  }
  const [ours, least] = [median(folds), median(bare)]
  report(
    `fold of ${EVENTS.toLocaleString('en')} events ÷ bare Ed25519 and AEAD`,
    ours / least,
    { most: 4 },
    `${ours.toFixed(0)} ms beside ${least.toFixed(0)} ms, ${drops.length} drops`,
  )
}

const timed = (act: () => unknown): number => {
  const started = performance.now()
  act()
  return performance.now() - started
}

function longCase(p: Primitives): { readonly thread: Thread; readonly drops: readonly FoundDrop[] } {
  const random = deterministic('case')
  const [key, orgId, envelope] = [random(32), random(32), random(32)]
  const seeds = new Map(Array.from({ length: AUTHORS }, (_, i) => [`0${i}`.repeat(16), random(32)]))
  const verifying = new Map([...seeds].map(([id, seed]) => [id, [p.verifyingKey(seed)]]))
  const thread: Thread = {
    orgId,
    envelope,
    kind: 'team',
    verifyingKeys: (author) => verifying.get(author) ?? [],
  }
  const drops: FoundDrop[] = []
  let view = readThread(p, thread, [], { from: 0 })
  for (let i = 0; i < EVENTS; i++) {
    const [author, signing] = [...seeds][i % AUTHORS] as [string, Uint8Array]
    const lane = laneOf(p, key, author)
    const own = drops.filter((drop) => drop.lane.author === author)
    const place = freePlace(own, view, lane, THIS_EPOCH)
    const desk = { lane, signing, week: THIS_EPOCH, place, shard: NO_SHARD, day: TODAY }
    const message = {
      id: newMessageId(random),
      event: { type: 'note', text: `Запись ${i}: `.repeat(10) },
    } as const
    const made = writeMessage(p, thread, { ...view, week: THIS_EPOCH, lamport: i }, desk, message, random)
    drops.push(...made)
    if (i < 8) view = readThread(p, thread, drops, { from: 0 })
  }
  return { thread, drops }
}

function bareWork(p: Primitives, drops: readonly FoundDrop[]): void {
  const [key, ad, seed] = [new Uint8Array(32), new Uint8Array(64), new Uint8Array(32)]
  const message = new Uint8Array(1000)
  const signature = p.sign(seed, message)
  const verifying = p.verifyingKey(seed)
  for (let i = 0; i < EVENTS; i++) p.verify(verifying, message, signature)
  for (const { cell } of drops) p.aeadOpen(key, cell.subarray(0, 24), ad, cell.subarray(24))
}
