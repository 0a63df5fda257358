import { type Bytes, concat, label, toUtf8 } from '../../protocol/bytes.ts'
import { CandorError } from '../../protocol/errors.ts'
import { NONCE, type Primitives, type Random, SEED } from '../../protocol/primitives/primitives.ts'

/** Rows under one key. A row opens only under the name it was sealed for, so that rows cannot change places. */
export interface Sealer {
  seal(name: string, content: Bytes): Bytes
  /** @throws `file_damaged` */
  open(name: string, sealed: Bytes): Bytes
}

/** The rows of a local database under the vault's key. */
export interface SealedRows extends Sealer {
  /** A keyed hash: it finds a row again, and tells a thief of the vault nothing. */
  mark(...parts: readonly Bytes[]): Bytes
  /** A key for the rows of one case, sealed; whoever deletes it deletes them all. */
  newKey(number: number): { readonly sealed: Bytes; readonly sealer: Sealer }
  /** @throws `file_damaged` */
  openKey(number: number, sealed: Bytes): Sealer
}

export function sealedRows(p: Primitives, vaultKey: Bytes, random: Random): SealedRows {
  const own = sealerWith(p, p.blake2b(32, vaultKey, label('vault-rows')), random)
  const marking = p.blake2b(32, vaultKey, label('vault-marks'))
  const nameOfKey = (number: number) => `key/${number}`
  return {
    ...own,
    mark: (...parts) => p.blake2b(32, marking, concat(...parts)),
    newKey(number) {
      const key = random(SEED)
      return { sealed: own.seal(nameOfKey(number), key), sealer: sealerWith(p, key, random) }
    },
    openKey: (number, sealed) => sealerWith(p, own.open(nameOfKey(number), sealed), random),
  }
}

const sealerWith = (p: Primitives, key: Bytes, random: Random): Sealer => ({
  seal(name, content) {
    const nonce = random(NONCE)
    return concat(nonce, p.aeadSeal(key, nonce, toUtf8(name), content))
  },
  open(name, sealed) {
    const content = p.aeadOpen(key, sealed.subarray(0, NONCE), toUtf8(name), sealed.subarray(NONCE))
    if (content === null) throw damaged(name)
    return content
  },
})

export const damaged = (what: string) =>
  new CandorError(
    'file_damaged',
    `the vault’s local database is damaged at ${what}`,
    'keep a copy of it, restore a backup, or sync a new copy of the vault from the server',
  )
