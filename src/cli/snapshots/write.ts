import { join } from 'node:path'
import { prepareSealing } from '../../client/directory.ts'
import { agreedSharing, makeSnapshot } from '../../desk/recovery/snapshot.ts'
import { loadKept } from '../../desk/vault/directory.ts'
import { readState } from '../../desk/vault/state.ts'
import { writeWhole } from '../../keyfile/whole-file.ts'
import { CandorError } from '../../protocol/errors.ts'
import type { Keyring, Recipient } from '../../protocol/keyring/statement.ts'
import { dayOf } from '../../protocol/time.ts'
import { findNamed } from '../cases/people.ts'
import type { Desk } from '../desk.ts'
import type { Context } from '../program.ts'
import { type Session, secondsOf } from '../session.ts'

/** What somebody asked for. */
export interface Wish {
  readonly folder: string
  /** Names of colleagues; those at one's own desks when there are none, or everybody where that is one alone. */
  readonly with?: readonly string[]
  readonly share?: number | undefined
}

export interface Written {
  readonly path: string
  readonly holders: readonly Recipient[]
  readonly threshold: number
}

/** Writes a snapshot in the place of the one before. */
export async function writeSnapshot(
  context: Context,
  { p, api }: Pick<Session, 'p' | 'api'>,
  { vault, cabinet }: Desk,
  wish: Wish,
): Promise<Written> {
  const newest = loadKept(p, vault, cabinet, readState(cabinet).state.keyringSeq).at(-1)
  if (newest === undefined)
    throw new CandorError('keyring_missing', 'this vault knows no keyring yet', 'run candor sync first')
  const me = vault.identity.recipientId
  const holders = holdersOf(newest.keyring, me, wish.with ?? [])
  const threshold = agreedSharing(holders, wish.share)
  const now = secondsOf(context)
  const to = await prepareSealing(p, api, newest, now)
  const bytes = await makeSnapshot(
    p,
    vault,
    cabinet,
    { to, holders, threshold, day: dayOf(now) },
    context.random,
  )
  const path = pathIn(wish.folder, me)
  await writeWhole(path, bytes, { replace: true })
  return { path, holders, threshold }
}

/** One file for each person: several may share a folder. */
export const pathIn = (folder: string, recipientId: string): string =>
  join(folder, `${recipientId.slice(0, 8)}.snapshot`)

function holdersOf({ recipients }: Keyring, me: string, names: readonly string[]): readonly Recipient[] {
  const others = recipients.filter(({ id }) => id !== me)
  if (names.length > 0) return [...new Set(names.map((name) => findNamed(others, name, 'colleague')))]
  const own = recipients.find(({ id }) => id === me)?.desks ?? []
  const near = others.filter(({ desks }) => desks.some((desk) => own.includes(desk)))
  // One alone could open it: then rather two of all.
  return near.length > 1 ? near : others
}
