import { join } from 'node:path'
import * as v from 'valibot'
import { type Cost, openFile, sealFile } from '../../keyfile/sealed-file.ts'
import { type FileSystem, makeFolderWhole, readFileBytes, writeWhole } from '../../keyfile/whole-file.ts'
import { type Bytes, fromBase64, fromHex, toBase64, toHex } from '../../protocol/bytes.ts'
import { base64Of, encodeCanonical, hexOf, parseCanonical, parseJson } from '../../protocol/canonical.ts'
import { CandorError, isCandorError } from '../../protocol/errors.ts'
import { type Random, SEED } from '../../protocol/primitives/primitives.ts'
import { loadPrimitives } from '../primitives.ts'
import { type Cabinet, DATABASE, openCabinet } from './cabinet.ts'
import type { Identity } from './identity.ts'
import { identityItem, labelItem, readIdentity } from './secrets.ts'

/** What the file of a vault holds. */
export interface VaultKey {
  readonly folder: string
  /** Who this is in every keyring: 32 hexadecimal digits. */
  readonly recipientId: string
  /** The organisation that this vault belongs to, 32 bytes; null until it has joined one. */
  readonly orgId: Bytes | null
  /** Seals every row of the local database, 32 bytes. */
  readonly key: Bytes
}

/** An investigator's secrets, while unlocked. */
export interface Vault {
  readonly folder: string
  /** As it was in the local database when this was read; a sync changes it there. */
  readonly identity: Identity
  /** The organisation that this identity belongs to, 32 bytes. */
  readonly orgId: Bytes
  /** Seals every row of the local database, 32 bytes. */
  readonly key: Bytes
}

const schema = v.strictObject({
  candor: v.literal('vault'),
  version: v.literal(2),
  organisation: v.union([v.literal(''), hexOf(32)]),
  recipient: hexOf(16),
  key: base64Of(SEED),
})

const fileOf = (folder: string): string => join(folder, 'vault.json')

interface Making {
  readonly cost?: Cost | undefined
  readonly fs?: FileSystem
}

/**
 * Makes the vault of an identity in a folder of its own, whole or not at all.
 * @throws `file_exists` when there is one already
 */
export async function createVault<OrgId extends Bytes | null>(
  folder: string,
  { identity, orgId, label }: { readonly identity: Identity; readonly orgId: OrgId; readonly label?: string },
  password: string,
  random: Random,
  { cost, fs }: Making = {},
): Promise<Omit<Vault, 'orgId'> & { readonly orgId: OrgId }> {
  const vault = { folder, identity, orgId, key: random(SEED) }
  const p = await loadPrimitives()
  const bytes = await sealVault({ ...vault, recipientId: identity.recipientId }, password, random, cost)
  const fill = async (part: string): Promise<void> => {
    await writeWhole(fileOf(part), bytes, { replace: false, ...(fs === undefined ? {} : { fs }) })
    const cabinet = openCabinet(p, { folder: part, key: vault.key }, random)
    cabinet.file({ items: [identityItem(identity), ...(label === undefined ? [] : [labelItem(label)])] })
    cabinet.close()
  }
  await makeFolderWhole(folder, fill, fs)
  return vault
}

/**
 * Makes a vault of what a snapshot held, whole or not at all, once it is seen that it opens.
 * @throws `file_exists` when there is one already; `file_damaged`
 */
export async function restoreVault(
  vault: VaultKey,
  database: Bytes,
  password: string,
  random: Random,
  { cost, fs }: Making = {},
): Promise<void> {
  const p = await loadPrimitives()
  const bytes = await sealVault(vault, password, random, cost)
  const options = { replace: false, ...(fs === undefined ? {} : { fs }) }
  const fill = async (part: string): Promise<void> => {
    await writeWhole(fileOf(part), bytes, options)
    await writeWhole(join(part, DATABASE), database, options)
    const cabinet = openCabinet(p, { folder: part, key: vault.key }, random)
    try {
      identityIn(cabinet, vault.recipientId)
    } finally {
      cabinet.close()
    }
  }
  await makeFolderWhole(vault.folder, fill, fs)
}

/**
 * Unlocks a vault.
 * @throws `vault_missing`, `password_wrong`, `file_damaged`
 */
export async function openVault(folder: string, password: string): Promise<VaultKey> {
  const plaintext = await openVaultFile(password, await readVaultFile(folder))
  const content = parseCanonical(schema, plaintext)
  if (content === null) throw otherVersion(folder, plaintext)
  const orgId = content.organisation === '' ? null : fromHex(content.organisation)
  return { folder, recipientId: content.recipient, orgId, key: fromBase64(content.key) }
}

/**
 * The secrets that lie in the local database of an unlocked vault.
 * @throws `usage` when the vault has joined no organisation; `file_damaged`
 */
export function vaultIn(cabinet: Cabinet, { folder, recipientId, orgId, key }: VaultKey): Vault {
  if (orgId === null) throw notJoined()
  return { folder, identity: identityIn(cabinet, recipientId), orgId, key }
}

/** @throws `file_damaged` */
export function identityIn(cabinet: Cabinet, recipientId: string): Identity {
  const identity = readIdentity(cabinet, recipientId)
  if (identity === null)
    throw new CandorError(
      'file_damaged',
      'the keys are missing from this vault’s local database',
      'take cases.db from the same backup as vault.json',
    )
  return identity
}

/** Writes the file of a vault anew, when it belongs to an organisation now, or under another password. */
export async function rewriteVault(
  vault: VaultKey,
  password: string,
  random: Random,
  { cost, fs }: Making = {},
): Promise<void> {
  const bytes = await sealVault(vault, password, random, cost)
  await writeWhole(fileOf(vault.folder), bytes, { replace: true, ...(fs === undefined ? {} : { fs }) })
}

async function sealVault(
  { recipientId, orgId, key }: VaultKey,
  password: string,
  random: Random,
  cost: Cost | undefined,
): Promise<Bytes> {
  const plaintext = encodeCanonical({
    candor: 'vault',
    version: 2,
    organisation: orgId === null ? '' : toHex(orgId),
    recipient: recipientId,
    key: toBase64(key),
  } satisfies v.InferOutput<typeof schema>)
  return sealFile({ kind: 'vault', password, plaintext, random, cost })
}

async function openVaultFile(password: string, bytes: Bytes): Promise<Bytes> {
  try {
    return await openFile({ kind: 'vault', password, bytes })
  } catch (error) {
    if (!isCandorError(error, 'password_wrong')) throw error
    throw new CandorError(
      'password_wrong',
      'the password does not open this vault, or its file was altered',
      'try again. Nobody can reset it: without it what is in this vault is lost, unless there is a snapshot; see candor recover --help',
    )
  }
}

function otherVersion(folder: string, plaintext: Bytes): CandorError {
  const isOlder = v.is(v.object({ candor: v.literal('vault'), version: v.literal(1) }), parseJson(plaintext))
  return isOlder
    ? new CandorError(
        'file_damaged',
        `the vault in ${folder} was made by a version of Candor before the first release`,
        'make a new one with candor identity create, and have it enrolled',
      )
    : new CandorError(
        'file_damaged',
        `the vault in ${folder} was written by another version of Candor`,
        'update Candor and try again',
      )
}

const notJoined = () =>
  new CandorError(
    'usage',
    'this vault belongs to no organisation yet',
    'when the organisation has enrolled you, run candor identity join',
  )

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
