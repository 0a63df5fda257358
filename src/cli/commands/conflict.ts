import { declareConflict, remaining } from '../../desk/casework/comings.ts'
import { mustAgree } from '../cases/agree.ts'
import { atCase, type OpenCase, refuseVoid } from '../cases/open.ts'
import { sayWaits, timingOf } from '../cases/queue.ts'
import { withVaultOptions } from '../desk.ts'
import { addCommand, type CommandModule, type Context, groups } from '../program.ts'
import type { SettingFlags } from '../settings.ts'
import { LONGEST_REASON, shortText } from '../words.ts'

interface Flags extends SettingFlags {
  readonly reason: string
  readonly yes?: boolean
}

export const conflict: CommandModule = {
  register(program, context) {
    const command = addCommand(program, {
      usage: 'conflict <case>',
      group: groups.investigators,
      summary: 'say that you should not work on a case, and leave it',
      about:
        'Tells colleagues that you should not work on a case, since you are named in it or close to somebody who is, and leaves it as candor leave does. ' +
        'Where nobody else could open it any more, you keep it until you have granted it to somebody; they will find what you said.',
      examples: [
        ['candor conflict 1 --reason "My brother works there."', 'says so, and why, and leaves'],
        ['candor conflict 1 --yes', 'does not ask'],
      ],
    })
      .option('--reason <text>', 'why, for colleagues', '')
      .option('-y, --yes', 'do not ask')
    withVaultOptions(command).action((ref: string, flags: Flags) =>
      atCase(context, ref, flags, (open) => declareNow(context, open, flags)),
    )
  },
}

async function declareNow(context: Context, open: OpenCase, { reason, yes }: Flags): Promise<void> {
  const { p, vault, cabinet, casework, settings } = open
  refuseVoid(casework)
  const why = shortText(reason, LONGEST_REASON, 'the reason')
  const { number, record, people } = casework
  const mayLeave = people !== null && remaining(people, vault).length > 0
  const question = mayLeave ? 'and forget the case on this machine?' : 'though you have to keep it for now?'
  await mustAgree(context, yes, `Say that you should not work on case ${number}, ${record.name}, ${question}`)
  const timing = timingOf(context, settings)
  const { waiting, leaves } = declareConflict(p, vault, cabinet, number, why, timing)
  const done = leaves
    ? 'Colleagues will be told. Once they are, the case is forgotten on this machine.'
    : `It is written down. Nobody else could open this case, so you keep it: grant it to somebody, then candor leave ${number}.`
  sayWaits(context, open, waiting, done, timing.now)
}
