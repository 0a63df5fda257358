import type { Primitives } from '../../protocol/primitives/primitives.ts'
import type { Received } from '../../protocol/thread/shared-key.ts'
import type { CaseChange, NewDrop } from '../vault/cabinet.ts'
import { keysInBoxes } from './boxes.ts'
import { type Casebook, changeOf, heldOf, type SoundCase, sourcesOf } from './casebook.ts'
import { encodeHeld, type HeldDrop, kindOf, spotOf } from './held.ts'
import { type KeyTools, receive } from './receive.ts'
import { sealedIn } from './sealed-keys.ts'
import { type CaseThreads, isUndecided, readThreads, withKeys } from './threads.ts'
import { countKeys, openedOf, type Watch, withHeld, withOpened } from './watch.ts'

/** A case once everything was read that came for it. */
export interface Settled {
  readonly change: CaseChange
  readonly drops: readonly NewDrop[]
  readonly watch: Watch
}

/**
 * Reads what came for a case: a key in it may open a thread in which there are more keys, until nothing is new.
 * @param find what there is for a watch beyond what it says is held
 */
export function settle(
  p: Primitives,
  tools: KeyTools,
  casebook: Casebook,
  before: SoundCase,
  find: (watch: Watch) => readonly HeldDrop[],
): Settled {
  const held = heldOf(casebook, before.number)
  let came: readonly HeldDrop[] = []
  let stored = before
  let threads: CaseThreads | null = null
  for (let isRead = false; ; ) {
    const found = find(stored.watch)
    if (threads !== null && isRead && found.length === 0) break
    came = [...came, ...found]
    const watch = withHeld(stored.watch, found)
    threads = readThreads(p, sourcesOf(casebook, { ...stored, watch }, [...held, ...came]))
    const received = receiveAll(p, tools, stored, threads)
    const next = withKeys(withOpened(watch, received), threads)
    isRead = received.size === 0 && countKeys(next) === countKeys(watch)
    stored = { ...stored, watch: next }
  }
  const watch = { ...stored.watch, undecided: isUndecided(stored.watch, threads) }
  return {
    watch,
    drops: came.map((drop) => newDrop(before.number, drop)),
    change: changeOf(casebook, { ...stored, watch }, threads),
  }
}

const newDrop = (number: number, drop: HeldDrop): NewDrop => ({
  number,
  spot: spotOf(kindOf(drop.thread), drop.locator),
  content: encodeHeld(drop),
})

function receiveAll(
  p: Primitives,
  tools: KeyTools,
  { record: { envelope }, tip, keyring, watch }: SoundCase,
  threads: CaseThreads,
): ReadonlyMap<string, Received> {
  const of = { envelope, tip, keyring }
  const received = new Map<string, Received>()
  for (const message of sealedIn(threads.keys.view)) {
    if (message.hash in watch.opened) continue
    const outcome = receive(p, tools, of, message)
    if (outcome !== null) received.set(message.hash, outcome)
  }
  const opened = new Map([...openedOf(watch), ...received])
  const handed = keysInBoxes(p, tools.directory.trail, of, threads, opened)
  return new Map([...received, ...handed])
}
