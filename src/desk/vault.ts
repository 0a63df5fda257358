import { join } from 'node:path'
import * as v from 'valibot'
import { type Cost, openFile, sealFile } from '../keyfile/sealed-file.ts'
import { makePrivateFolder, readFileBytes, writeWhole } from '../keyfile/whole-file.ts'
import { type Bytes, fromBase64, fromHex, toBase64, toHex } from '../protocol/bytes.ts'
import { base64Of, encodeCanonical, hexOf, list, parseCanonical, whole } from '../protocol/canonical.ts'
import { CandorError, isCandorError } from '../protocol/errors.ts'
import { MOST_EPOCHS } from '../protocol/keyring/statement.ts'
import { type Random, SEED } from '../protocol/primitives/primitives.ts'
import type { Identity } from './identity.ts'

/** An investigator's secrets, while unlocked. */
export interface Vault {
  readonly folder: string
  readonly identity: Identity
  /** The organisation that this identity belongs to, 32 bytes. */
  readonly orgId: Bytes
  /** Seals every row of the local database, 32 bytes. */
  readonly key: Bytes
}

const schema = v.strictObject({
  candor: v.literal('vault'),
  version: v.literal(1),
  organisation: hexOf(32),
  recipient: hexOf(16),
  signing: base64Of(SEED),
  firstEpoch: whole(0, 0xffff_ffff),
  seeds: list(base64Of(SEED), 1, 4 * MOST_EPOCHS),
  key: base64Of(SEED),
})

const fileOf = (folder: string): string => join(folder, 'vault.json')

/**
 * Makes the vault of an identity in a folder of its own.
 * @throws `file_exists` when there is one already
 */
export async function createVault(
  folder: string,
  { identity, orgId }: Pick<Vault, 'identity' | 'orgId'>,
  password: string,
  random: Random,
  cost?: Cost,
): Promise<Vault> {
  const vault: Vault = { folder, identity, orgId, key: random(SEED) }
  const request = { kind: 'vault', password, plaintext: encode(vault), random } as const
  const bytes = await sealFile(cost === undefined ? request : { ...request, cost })
  await makePrivateFolder(folder)
  await writeWhole(fileOf(folder), bytes, { replace: false })
  return vault
}

/**
 * Unlocks a vault.
 * @throws `vault_missing`, `password_wrong`, `file_damaged`
 */
export async function openVault(folder: string, password: string): Promise<Vault> {
  const bytes = await readVaultFile(folder)
  const content = parseCanonical(schema, await openFile({ kind: 'vault', password, bytes }))
  if (content === null)
    throw new CandorError(
      'file_damaged',
      `the vault in ${folder} was written by another version of Candor`,
      'update Candor and try again',
    )
  const intake = { firstEpoch: content.firstEpoch, seeds: content.seeds.map(fromBase64) }
  const identity = { recipientId: content.recipient, signing: fromBase64(content.signing), intake }
  return { folder, identity, orgId: fromHex(content.organisation), key: fromBase64(content.key) }
}

const encode = ({ identity, orgId, key }: Vault): Bytes =>
  encodeCanonical({
    candor: 'vault',
    version: 1,
    organisation: toHex(orgId),
    recipient: identity.recipientId,
    signing: toBase64(identity.signing),
    firstEpoch: identity.intake.firstEpoch,
    seeds: identity.intake.seeds.map(toBase64),
    key: toBase64(key),
  } satisfies v.InferOutput<typeof schema>)

async function readVaultFile(folder: string): Promise<Bytes> {
  try {
    return await readFileBytes(fileOf(folder))
  } catch (error) {
    if (!isCandorError(error, 'file_unreadable')) throw error
    throw new CandorError(
      'vault_missing',
      `there is no vault that can be read in ${folder}`,
      'name yours with --vault, or CANDOR_VAULT',
    )
  }
}
