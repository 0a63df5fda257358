import { leave as leaveCase, remaining } from '../../desk/casework/comings.ts'
import { CandorError } from '../../protocol/errors.ts'
import { mustAgree } from '../cases/agree.ts'
import { atCase, type OpenCase, refuseVoid } from '../cases/open.ts'
import { inWords, nameOf } from '../cases/people.ts'
import { sayWaits, timingOf } from '../cases/queue.ts'
import { withVaultOptions } from '../desk.ts'
import { addCommand, type CommandModule, type Context, groups } from '../program.ts'
import type { SettingFlags } from '../settings.ts'
import { LONGEST_REASON, shortText } from '../words.ts'

interface Flags extends SettingFlags {
  readonly reason?: string
  readonly yes?: boolean
}

export const leave: CommandModule = {
  register(program, context) {
    const command = addCommand(program, {
      usage: 'leave <case>',
      group: groups.investigators,
      summary: 'stop reading a case, for good',
      about:
        'Tells colleagues that you leave a case, and forgets it on this machine as soon as that is handed in. ' +
        'Their software then changes the lock, so that you cannot read what is written later. ' +
        'You read it again only if somebody grants it to you.',
      examples: [
        ['candor leave 1 --reason "I know one of the people."', 'leaves, and says why to colleagues'],
        ['candor leave 1 --yes', 'does not ask'],
      ],
    })
      .option('--reason <text>', 'why, for colleagues')
      .option('-y, --yes', 'do not ask')
    withVaultOptions(command).action((ref: string, flags: Flags) =>
      atCase(context, ref, flags, (open) => leaveNow(context, open, flags)),
    )
  },
}

async function leaveNow(context: Context, open: OpenCase, { reason = '', yes }: Flags): Promise<void> {
  const { p, vault, cabinet, casework, settings } = open
  refuseVoid(casework)
  refuseLast(open)
  const why = shortText(reason, LONGEST_REASON, 'the reason')
  const { number, record } = casework
  await mustAgree(context, yes, `Leave case ${number}, ${record.name}, and forget it on this machine?`)
  const timing = timingOf(context, settings)
  const waiting = leaveCase(p, vault, cabinet, number, why, timing)
  const done = 'Once colleagues are told that you left, the case is forgotten on this machine.'
  sayWaits(context, open, waiting, done, timing.now)
}

/** @throws `usage` where nobody could open the case any more */
function refuseLast({ casework: { people, trail }, vault }: OpenCase): void {
  if (people === null || remaining(people, vault).length > 0) return
  const me = vault.identity.recipientId
  const possible = people.candidates.filter((id) => id !== me).map((id) => nameOf(trail, id))
  throw new CandorError(
    'usage',
    'nobody else could open this case any more',
    possible.length > 0
      ? `grant it to somebody first: ${inWords(possible, 'or')}`
      : 'there is nobody to grant it to',
  )
}
