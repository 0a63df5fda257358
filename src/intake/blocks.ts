import { type Bytes, equal, fromBase64, fromHex } from '../protocol/bytes.ts'
import { type IntakeBlock, readIntakeBlock } from '../protocol/epoch.ts'
import { CandorError } from '../protocol/errors.ts'
import type { Recipient } from '../protocol/keyring/statement.ts'
import type { Digests } from '../protocol/primitives/primitives.ts'
import type { Store } from '../store/store.ts'

/** The newest block of each recipient (docs/protocol.md, 5.5). */
export interface Blocks {
  /**
   * Keeps a block that was checked, unless the one that is held is newer and the keyring lists this one: whoever
   * publishes a keyring may always deliver what it lists. Throws `intake_list_old`.
   */
  keep(recipient: Recipient, block: IntakeBlock, bytes: Bytes): void
  /** The newest block under the identity of `recipient`; null when there is none. */
  of(recipient: Recipient): Bytes | null
}

export interface BlockOptions {
  readonly store: Pick<Store, 'intakeBlock' | 'keepIntakeBlock'>
  readonly notary: Pick<Digests, 'sha256'>
}

export function openBlocks({ store, notary }: BlockOptions): Blocks {
  const listOf = ({ firstEpoch, keys }: IntakeBlock): List => ({
    firstEpoch,
    hashes: keys.map((key) => notary.sha256(key)),
  })
  const find = ({ id, identity }: Recipient) => store.intakeBlock(fromHex(id), fromBase64(identity))

  return {
    keep: (recipient, block, bytes) => {
      const held = find(recipient)
      // Anyone may repeat a delivery: it must not cost a write.
      if (held !== null && equal(held, bytes)) return
      if (held === null || follows(listOf(readIntakeBlock(held)), listOf(block))) {
        const identity = fromBase64(recipient.identity)
        store.keepIntakeBlock({ recipient: fromHex(recipient.id), identity, block: bytes })
        return
      }
      const { firstEpoch, epochs } = recipient
      if (!isSame({ firstEpoch, hashes: epochs.map(fromBase64) }, listOf(block))) throw old()
    },
    of: find,
  }
}

/** The hashes of the keys in a block that is held. */
export const blockHashes = (notary: Pick<Digests, 'sha256'>, block: Bytes): Bytes[] =>
  readIntakeBlock(block).keys.map((key) => notary.sha256(key))

interface List {
  readonly firstEpoch: number
  readonly hashes: readonly Bytes[]
}

const endOf = ({ firstEpoch, hashes }: List): number => firstEpoch + hashes.length

/** Whether a list neither begins nor ends earlier than the one before it, and says the same of the weeks that both have. */
function follows(before: List, next: List): boolean {
  if (next.firstEpoch < before.firstEpoch || endOf(next) < endOf(before)) return false
  const both = before.hashes.slice(next.firstEpoch - before.firstEpoch)
  return both.every((hash, i) => equal(hash, next.hashes[i] as Bytes))
}

const isSame = (a: List, b: List): boolean =>
  a.firstEpoch === b.firstEpoch &&
  a.hashes.length === b.hashes.length &&
  a.hashes.every((hash, i) => equal(hash, b.hashes[i] as Bytes))

const old = () =>
  new CandorError(
    'intake_list_old',
    'the server holds a newer list of this recipient’s keys',
    'go on with the copy of the vault that made it',
  )
