import { approvingSeed, checkProposal } from '../../desk/vault/approval.ts'
import { openProposal, signProposal } from '../../protocol/keyring/proposal.ts'
import { sayNext } from '../admin/draft.ts'
import { readProposal, updateProposal } from '../admin/files.ts'
import { yesOption } from '../admin/place.ts'
import { ceremonyResult, showCeremony } from '../admin/show-ceremony.ts'
import { askYes } from '../admin/sign.ts'
import { atDesk, withVaultOptions } from '../desk.ts'
import { addCommand, type CommandModule, type Context, groups } from '../program.ts'
import { openSession } from '../session.ts'
import type { SettingFlags } from '../settings.ts'

interface Flags extends SettingFlags {
  readonly yes?: boolean
}

export const approve: CommandModule = {
  register(program, context) {
    const command = addCommand(program, {
      usage: 'approve <proposal>',
      group: groups.investigators,
      summary: 'agree to a change of who can read',
      about:
        'Checks a proposal of an admin against what this vault knows, shows in plain words who will be able to read what, asks, and adds your signature to the file. ' +
        'Nobody gets to read without more than half of the colleagues. Compare the words of anybody new over another channel. Needs no connection.',
      examples: [['candor approve proposal-2.json', 'shows it, asks, and signs it']],
    })
    withVaultOptions(command)
      .addOption(yesOption())
      .action((file: string, flags: Flags) => approveFile(context, file, flags))
  },
}

async function approveFile(context: Context, file: string, flags: Flags): Promise<void> {
  const { p, settings } = await openSession(context, flags)
  await atDesk(context, p, settings, async (desk) => {
    const { terminal } = context
    const ceremony = checkProposal(p, desk, await readProposal(file))
    const seed = approvingSeed(p, desk.vault.identity, ceremony)
    showCeremony(context, p, ceremony)
    if (ceremony.consent.approved.includes(desk.vault.identity.recipientId)) {
      terminal.line('You have approved it already.')
      return terminal.result({ ...ceremonyResult(p, ceremony), file })
    }
    await askYes(context, flags, 'Do you approve this?')
    const signed = signProposal(p, ceremony.proposal, seed)
    await updateProposal(file, signed)
    const now = openProposal(p, signed, null)
    terminal.line('Approved.')
    sayNext(context, file, now)
    terminal.result({ ...ceremonyResult(p, now), file })
  })
}
