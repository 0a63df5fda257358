import type { Command } from 'commander'
import { type Cabinet, openCabinet } from '../desk/vault/cabinet.ts'
import { openVault, type Vault, type VaultKey, vaultIn } from '../desk/vault/vault.ts'
import { CandorError } from '../protocol/errors.ts'
import type { Primitives } from '../protocol/primitives/primitives.ts'
import { type Context, options } from './program.ts'
import { readPassword } from './prompt.ts'
import type { Settings } from './settings.ts'
import { type Piece } from './terminal.ts'

/** An unlocked vault with its local database. */
export interface Desk {
  readonly vault: Vault
  readonly cabinet: Cabinet
}

/** What every command takes that opens a vault. */
export const withVaultOptions = (command: Command): Command =>
  command.addOption(options.server()).addOption(options.vault()).addOption(options.passwordFile())

/** Unlocks the vault, does the work, and closes the database whatever happens. */
export const atDesk = async <Result>(
  context: Context,
  p: Primitives,
  settings: Settings,
  work: (desk: Desk) => Promise<Result>,
): Promise<Result> => withCabinet(context, p, await unlock(context, settings), work)

export async function unlock(context: Context, settings: Settings): Promise<VaultKey> {
  const password = await readPassword(context, {
    what: `the vault in ${settings.vault}`,
    file: settings.passwordFile,
  })
  const vault = await context.terminal.during('unlocking', () => openVault(settings.vault, password))
  if (settings.isTrial)
    context.terminal.note({
      text: 'trial organisation: its keys lie beside its password, so use it for nothing real',
      style: 'dim',
    })
  return vault
}

/** Opens the database for so long as the work takes. */
export async function withCabinet<Result>(
  { random }: Context,
  p: Primitives,
  vault: VaultKey,
  work: (desk: Desk) => Promise<Result>,
): Promise<Result> {
  const cabinet = openCabinet(p, vault, random)
  try {
    return await work({ vault: vaultIn(cabinet, vault), cabinet })
  } finally {
    cabinet.close()
  }
}

const ALARMS: Readonly<Record<string, string>> = {
  'withheld-envelope': 'the server lists a sealed tip that it did not hand out',
  'unlisted-envelope': 'the server handed out a sealed tip that its public list does not have',
  'malformed-envelope': 'the server handed out something that is not a sealed tip',
  'unknown-keyring': 'the server handed out a tip sealed under keys that this organisation never published',
  'list-changed':
    'since this vault was made, the server’s list was not the one it had been: it was set back to a backup, or changed; everything was read again',
  'key-gone': 'a tip was sealed to a key that this vault does not hold any more',
  'not-my-keys':
    'the organisation’s keyring does not list the keys that this vault made: others may be reading in your place',
}

export function showAlarms({ terminal }: Context, alarms: Readonly<Record<string, number>>): void {
  for (const [alarm, count] of Object.entries(alarms)) {
    const style: Exclude<Piece, string>['style'] = 'red'
    terminal.note(
      { text: 'warning:', style },
      ` ${ALARMS[alarm] ?? alarm}${count > 1 ? ` (${count} times)` : ''}`,
    )
  }
}

/** @throws `usage` for anything but a number from 1 or a two-word name */
export function parseCaseRef(text: string): number | string {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text)
  if (/^[a-z]+-[a-z]+$/.test(text)) return text
  throw new CandorError(
    'usage',
    `“${text}” is neither the number nor the two-word name of a case`,
    'see candor inbox',
  )
}
