import { dirname, join } from 'node:path'
import { type Command, Option } from 'commander'
import { followPublished } from '../../admin/follow.ts'
import { keepChain, readKeptChain, type SignedChain } from '../../admin/kept-chain.ts'
import { loadPrimitives } from '../../desk/primitives.ts'
import { makePrivateFolder } from '../../keyfile/whole-file.ts'
import { CandorError } from '../../protocol/errors.ts'
import type { TrustedKeyring } from '../../protocol/keyring/chain.ts'
import type { Primitives } from '../../protocol/primitives/primitives.ts'
import { type Context, options } from '../program.ts'
import { openSession, organisationOf, type Session } from '../session.ts'
import { defaultVault, type SettingFlags } from '../settings.ts'

export interface AdminFlags extends SettingFlags {
  readonly admin?: string
  readonly yes?: boolean
}

export const withFolder = (command: Command): Command =>
  command.addOption(new Option('--admin <folder>', 'the folder with root keys and the chain (CANDOR_ADMIN)'))

/** What every command of an admin takes that talks to a server. */
export const withServer = (command: Command): Command =>
  withFolder(command).addOption(options.server()).addOption(options.organisation())

export const yesOption = () => new Option('-y, --yes', 'do not ask')

/** @throws `usage` */
export function folderOf(context: Context, { admin }: AdminFlags): string {
  const named = admin ?? (context.env['CANDOR_ADMIN'] || undefined)
  if (named === '')
    throw new CandorError('usage', '--admin is empty', 'name the folder that the admin works in')
  return named ?? join(dirname(defaultVault(context)), 'admin')
}

/** An admin's folder, and what it knows. */
export interface Place {
  readonly p: Primitives
  readonly folder: string
  /** The chain that was seen last; null before there was any. */
  readonly seen: SignedChain | null
}

export async function openPlace(context: Context, flags: AdminFlags): Promise<Place> {
  const folder = folderOf(context, flags)
  const p = await loadPrimitives()
  return { p, folder, seen: await readKeptChain(p, folder) }
}

/** An admin's folder and a server, with the newest chain of both. */
export interface Office extends Place {
  readonly session: Session
  readonly chain: SignedChain
  readonly newest: TrustedKeyring
  /** How many keyrings of the chain the server has. */
  readonly held: number
}

/** @throws `keyring_missing` when nothing was published anywhere, and every refusal of a chain */
export async function openOffice(context: Context, flags: AdminFlags): Promise<Office> {
  const place = await openPlace(context, flags)
  const session = await openSession(context, flags)
  const orgId = place.seen?.trail[0]?.orgId ?? organisationOf(session.settings)
  const { chain, held } = await followPublished(place.p, session.api, place.seen, orgId)
  if (chain === null)
    throw new CandorError(
      'keyring_missing',
      'this organisation has no keyring yet',
      'make one with candor admin init',
    )
  await remember(place, chain)
  return { ...place, session, chain, held, newest: chain.trail.at(-1) as TrustedKeyring }
}

/** Keeps a chain that goes further than what was seen. */
export async function remember({ folder, seen }: Place, chain: SignedChain): Promise<void> {
  if (chain.trail.length <= (seen?.trail.length ?? 0)) return
  await makePrivateFolder(folder)
  await keepChain(folder, chain)
}
