import { STATUSES } from '../../protocol/thread/events.ts'
import { atCase, refuseVoid } from '../cases/open.ts'
import { queueUp } from '../cases/queue.ts'
import { withVaultOptions } from '../desk.ts'
import { oneOf } from '../one-of.ts'
import { addCommand, type CommandModule, groups } from '../program.ts'
import type { SettingFlags } from '../settings.ts'
import { LONGEST_REASON, shortText } from '../words.ts'

interface Flags extends SettingFlags {
  readonly reason: string
}

export const status: CommandModule = {
  register(program, context) {
    const command = addCommand(program, {
      usage: 'status <case> <status>',
      group: groups.investigators,
      summary: 'say among colleagues how a case stands',
      about:
        'Sets the status of a case for everybody who can open it: new, triage, open, waiting or closed. ' +
        'The source never sees it; what the source is told is candor tell.',
      examples: [
        ['candor status 1 open', 'it is being worked on'],
        ['candor status lunar-absorb waiting --reason "for the auditor"', 'says why as well'],
      ],
    })
    withVaultOptions(command.option('--reason <text>', 'why', '')).action(
      async (ref: string, text: string, flags: Flags) => {
        const status = oneOf(STATUSES, text, 'a status')
        const reason = shortText(flags.reason, LONGEST_REASON, 'the reason')
        await atCase(context, ref, flags, (open) => {
          refuseVoid(open.casework)
          const event = { type: 'status', status, reason } as const
          queueUp(context, open, { thread: 'team', event }, `The case is ${status} now.`)
        })
      },
    )
  },
}
