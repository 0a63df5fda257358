import { readState } from '../../desk/vault/state.ts'
import { CandorError } from '../../protocol/errors.ts'
import { checkChain } from '../../protocol/keyring/proposal.ts'
import { showJournal } from '../admin/chain-words.ts'
import { atDesk, type Desk, withVaultOptions } from '../desk.ts'
import { addCommand, type CommandModule, groups } from '../program.ts'
import { openSession } from '../session.ts'
import type { SettingFlags } from '../settings.ts'

export const journal: CommandModule = {
  register(program, context) {
    const command = addCommand(program, {
      usage: 'journal',
      group: groups.investigators,
      summary: 'see every change of who can read',
      about:
        'Lists every keyring that your vault has seen, in order: what it changed, which root keys signed it, and who approved. ' +
        'All of them are checked again while they are read: a gap or a fork is refused.',
      examples: [['candor journal', 'lists them, the first one first']],
    })
    withVaultOptions(command).action(async (flags: SettingFlags) => {
      const { p, settings } = await openSession(context, flags)
      await atDesk(context, p, settings, async (desk) => {
        const statements = keptStatements(desk)
        showJournal(context, p, { statements, trail: checkChain(p, statements, desk.vault.orgId) })
      })
    })
  },
}

/** @throws `keyring_missing` before the first sync, `keyring_gap` */
function keptStatements({ cabinet }: Desk): Uint8Array[] {
  const { keyringSeq } = readState(cabinet).state
  if (keyringSeq === 0)
    throw new CandorError('keyring_missing', 'this vault has seen no keyring yet', 'run candor sync first')
  return Array.from({ length: keyringSeq }, (_, i) => cabinet.item(`keyring/${i + 1}`) ?? missing(i + 1))
}

function missing(seq: number): never {
  throw new CandorError(
    'keyring_gap',
    `keyring ${seq} is missing from this vault`,
    'take the vault from a backup, or recover it; see candor recover --help',
  )
}
