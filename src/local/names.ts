import type { Cabinet } from '../desk/vault/cabinet.ts'
import { loadKept } from '../desk/vault/directory.ts'
import { readState } from '../desk/vault/state.ts'
import type { Vault } from '../desk/vault/vault.ts'
import type { Primitives } from '../protocol/primitives/primitives.ts'
import type { News } from './news.ts'
import { namesIn } from './texts.ts'
import type { Inbox } from './wire.ts'

/** What people and desks are called, and the version that has the newest. */
export interface Names {
  readonly now: () => Pick<Inbox, 'people' | 'desks' | 'organisation'>
  readonly version: () => number
  /** Reads them again where the organisation has another keyring by now. */
  readonly refresh: () => void
}

interface Held {
  readonly cabinet: Cabinet
  readonly vault: () => Vault
}

export function openNames(p: Primitives, { cabinet, vault }: Held, news: News): Names {
  let seq = 0
  let now = namesIn([])
  let version = 0
  return {
    now: () => now,
    version: () => version,
    refresh() {
      const { keyringSeq } = readState(cabinet).state
      if (keyringSeq === seq) return
      seq = keyringSeq
      now = namesIn(loadKept(p, vault(), cabinet, seq))
      version = news.bump()
    },
  }
}
