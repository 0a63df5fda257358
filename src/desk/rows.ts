import { type Bytes, concat, label, toUtf8 } from '../protocol/bytes.ts'
import { CandorError } from '../protocol/errors.ts'
import { NONCE, type Primitives, type Random } from '../protocol/primitives/primitives.ts'

/** The rows of a local database under the vault's key. */
export interface SealedRows {
  /** A keyed hash: it finds a row again, and tells a thief of the vault nothing. */
  mark(...parts: readonly Bytes[]): Bytes
  seal(name: string, content: Bytes): Bytes
  /** @throws `file_damaged` */
  open(name: string, sealed: Bytes): Bytes
}

/** A row opens only under the name it was sealed for, so that rows cannot change places. */
export function sealedRows(p: Primitives, vaultKey: Bytes, random: Random): SealedRows {
  const key = p.blake2b(32, vaultKey, label('vault-rows'))
  const marking = p.blake2b(32, vaultKey, label('vault-marks'))
  return {
    mark: (...parts) => p.blake2b(32, marking, concat(...parts)),
    seal(name, content) {
      const nonce = random(NONCE)
      return concat(nonce, p.aeadSeal(key, nonce, toUtf8(name), content))
    },
    open(name, sealed) {
      const content = p.aeadOpen(key, sealed.subarray(0, NONCE), toUtf8(name), sealed.subarray(NONCE))
      if (content === null) throw damaged(name)
      return content
    },
  }
}

export const damaged = (what: string) =>
  new CandorError(
    'file_damaged',
    `the vault’s local database is damaged at ${what}`,
    'keep a copy of it, restore a backup, or sync a new copy of the vault from the server',
  )
