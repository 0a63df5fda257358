import type { Primitives } from '../../protocol/primitives/primitives.ts'
import { changeOf, isSound, loadShown, openCasebook } from '../case/casebook.ts'
import type { Cabinet } from '../vault/cabinet.ts'
import { openLedger } from '../vault/state.ts'
import type { Vault } from '../vault/vault.ts'
import { threadsOf } from './casework.ts'

/** What was looked at, and the name of what was kept beside the case until now, which is forgotten with that. */
interface LookedAt {
  readonly hashes: readonly string[]
  readonly forget: string
}

/**
 * Some of what the source said in this case has been looked at, a while ago: what came since has not.
 * @throws `not_found`, `vault_busy`
 */
export function lookedAt(
  p: Primitives,
  vault: Vault,
  cabinet: Cabinet,
  number: number,
  { hashes, forget }: LookedAt,
): void {
  const ledger = openLedger(cabinet)
  const casebook = openCasebook(p, vault, cabinet)
  const stored = loadShown(p, casebook, number)
  const besides = [{ number, name: forget, content: null }]
  const more = hashes.filter((hash) => !stored.watch.seen.includes(hash))
  if (!isSound(stored) || more.length === 0) {
    cabinet.file({ besides })
    return
  }
  const watch = { ...stored.watch, seen: [...stored.watch.seen, ...more] }
  const looked = { ...stored, watch }
  ledger.file({}, { changes: [changeOf(casebook, looked, threadsOf(p, casebook, stored))], besides })
}
