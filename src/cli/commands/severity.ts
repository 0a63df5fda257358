import { SEVERITIES } from '../../protocol/thread/events.ts'
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

export const severity: CommandModule = {
  register(program, context) {
    const command = addCommand(program, {
      usage: 'severity <case> <level>',
      group: groups.investigators,
      summary: 'say among colleagues how serious a case is',
      about:
        'Sets how much harm is at stake, for everybody who can open the case: low, medium, high or critical; none takes it back. ' +
        'The source never sees it.',
      examples: [
        ['candor severity 1 high --reason "people may be hurt"', 'says how serious it is, and why'],
        ['candor severity 1 none', 'takes it back'],
      ],
    })
    withVaultOptions(command.option('--reason <text>', 'why', '')).action(
      async (ref: string, text: string, flags: Flags) => {
        const chosen = oneOf([...SEVERITIES, 'none'], text, 'a severity')
        const reason = shortText(flags.reason, LONGEST_REASON, 'the reason')
        await atCase(context, ref, flags, (open) => {
          refuseVoid(open.casework)
          const level = chosen === 'none' ? '' : chosen
          const done = level === '' ? 'Nobody says any more how serious it is.' : `How serious: ${level}.`
          queueUp(context, open, { thread: 'team', event: { type: 'severity', level, reason } }, done)
        })
      },
    )
  },
}
