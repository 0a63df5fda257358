import { checkGoesOn } from '../../admin/kept-chain.ts'
import { listsMyKeys, loadKept } from '../../desk/vault/directory.ts'
import type { Identity } from '../../desk/vault/identity.ts'
import { readState } from '../../desk/vault/state.ts'
import { type Bytes, equal, fromBase64 } from '../../protocol/bytes.ts'
import { CandorError } from '../../protocol/errors.ts'
import { type Ceremony, openProposal, signProposal } from '../../protocol/keyring/proposal.ts'
import type { Primitives } from '../../protocol/primitives/primitives.ts'
import { sayNext } from '../admin/draft.ts'
import { readProposal, updateProposal } from '../admin/files.ts'
import { yesOption } from '../admin/place.ts'
import { ceremonyResult, showCeremony } from '../admin/show-ceremony.ts'
import { askYes } from '../admin/sign.ts'
import { atDesk, type Desk, withVaultOptions } from '../desk.ts'
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
    const ceremony = openProposal(p, await readProposal(file), desk.vault.orgId)
    checkAgainst(p, desk, ceremony)
    const seed = signingSeed(p, desk.vault.identity, ceremony)
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

/** @throws `keyring_foreign`, `keyring_forked`, `keyring_rolled_back`, `intake_key_wrong` */
function checkAgainst(p: Primitives, { vault, cabinet }: Desk, { draft, trail }: Ceremony): void {
  const known = loadKept(p, vault, cabinet, readState(cabinet).state.keyringSeq)
  checkGoesOn(known, trail)
  const { recipientId } = vault.identity
  const isListed = draft.keyring.recipients.some(({ id }) => id === recipientId)
  if (!isListed || listsMyKeys(p, draft, vault.identity)) return
  throw new CandorError(
    'intake_key_wrong',
    'this proposal lists keys in your place that your vault did not make: others would read what is meant for you',
    'do not approve it. Tell your colleagues over another channel, and ask who drafted it',
  )
}

/** The identity that the keyring before lists: that is the one whose approval counts. */
function signingSeed(p: Primitives, identity: Identity, { previous }: Ceremony): Bytes {
  const listed = previous?.keyring.recipients.find(({ id }) => id === identity.recipientId)
  const seeds = [identity, ...identity.former, ...(identity.coming === null ? [] : [identity.coming])]
  const own = seeds.find(
    ({ signing }) => listed !== undefined && equal(p.verifyingKey(signing), fromBase64(listed.identity)),
  )
  if (own !== undefined) return own.signing
  throw new CandorError(
    'recipient_unknown',
    'your approval would not count: the keyring before this one does not list you',
    'those whom it lists approve it',
  )
}
