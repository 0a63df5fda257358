import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Api } from '../../client/api.ts'
import { prepareSealing } from '../../client/directory.ts'
import { writeWhole } from '../../keyfile/whole-file.ts'
import { CandorError, isCandorError } from '../../protocol/errors.ts'
import type { Recipient } from '../../protocol/keyring/statement.ts'
import type { Primitives, Random } from '../../protocol/primitives/primitives.ts'
import { dayOf, epochOfDay } from '../../protocol/time.ts'
import type { Cabinet } from '../vault/cabinet.ts'
import { loadKept } from '../vault/directory.ts'
import { readState } from '../vault/state.ts'
import type { Vault } from '../vault/vault.ts'
import { agreedSharing, makeSnapshot } from './snapshot.ts'
import { splitSnapshot } from './snapshot-file.ts'

/** What somebody asked for. */
export interface Wish {
  readonly folder: string
  /** Who of all others holds a share; those at one's own desks unless told, or everybody where that is one alone. */
  readonly choose?: (others: readonly Recipient[]) => readonly Recipient[]
  readonly share?: number | undefined
}

export interface Written {
  readonly path: string
  readonly holders: readonly Recipient[]
  readonly threshold: number
}

/** What it is made of. */
export interface Keeping {
  readonly p: Primitives
  readonly api: Api
  readonly vault: Vault
  readonly cabinet: Cabinet
  /** Unix seconds. */
  readonly now: number
  readonly random: Random
}

/** Writes a snapshot in the place of the one before. */
export async function writeSnapshot(keeping: Keeping, wish: Wish): Promise<Written> {
  const { p, api, vault, cabinet, now, random } = keeping
  const newest = loadKept(p, vault, cabinet, readState(cabinet).state.keyringSeq).at(-1)
  if (newest === undefined)
    throw new CandorError('keyring_missing', 'this vault knows no keyring yet', 'run candor sync first')
  const me = vault.identity.recipientId
  const { recipients } = newest.keyring
  const holders = (wish.choose ?? nearTo(recipients, me))(recipients.filter(({ id }) => id !== me))
  const threshold = agreedSharing(holders, wish.share)
  const to = await prepareSealing(p, api, newest, now)
  const sharing = { to, holders, threshold, day: dayOf(now) }
  const bytes = await makeSnapshot(p, vault, cabinet, sharing, random)
  const path = pathIn(wish.folder, me)
  await writeWhole(path, bytes, { replace: true })
  return { path, holders, threshold }
}

function nearTo(recipients: readonly Recipient[], me: string) {
  const own = recipients.find(({ id }) => id === me)?.desks ?? []
  return (others: readonly Recipient[]): readonly Recipient[] => {
    const near = others.filter(({ desks }) => desks.some((desk) => own.includes(desk)))
    // One alone could open it: then rather two of all.
    return near.length > 1 ? near : others
  }
}

/**
 * Writes a snapshot after a sync, where that changed something or the one before is of another week. It never fails the sync:
 * answers with what stood in the way.
 */
export async function snapshotAfter(
  keeping: Keeping,
  folder: string,
  hasChanged: boolean,
): Promise<CandorError | null> {
  const path = pathIn(folder, keeping.vault.identity.recipientId)
  if (!hasChanged && (await isOfThisWeek(path, keeping.now))) return null
  try {
    await writeSnapshot(keeping, { folder })
    return null
  } catch (error) {
    if (!isCandorError(error)) throw error
    return error
  }
}

/** One file for each person: several may share a folder. */
const pathIn = (folder: string, recipientId: string): string =>
  join(folder, `${recipientId.slice(0, 8)}.snapshot`)

/** An older one dies with the keys of its week. */
async function isOfThisWeek(path: string, now: number): Promise<boolean> {
  try {
    const { header } = splitSnapshot(new Uint8Array(await readFile(path)))
    return header.epoch === epochOfDay(dayOf(now))
  } catch {
    return false
  }
}
