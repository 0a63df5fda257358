import { CandorError } from '../../protocol/errors.ts'
import { atCase, caseOf, refuseVoid } from '../cases/open.ts'
import { queueUp } from '../cases/queue.ts'
import { parseCaseRef, withVaultOptions } from '../desk.ts'
import { addCommand, type CommandModule, groups } from '../program.ts'
import type { SettingFlags } from '../settings.ts'

interface Flags extends SettingFlags {
  readonly remove?: boolean
}

export const link: CommandModule = {
  register(program, context) {
    const command = addCommand(program, {
      usage: 'link <case> <other>',
      group: groups.investigators,
      summary: 'say that two cases belong together',
      about:
        'Links a case with another one, for everybody who can open the first. Whoever cannot open the other one sees its two-word name, and nothing of it.',
      examples: [
        ['candor link 1 4', 'links case 1 with case 4'],
        ['candor link 1 lunar-absorb --remove', 'takes the link away'],
      ],
    }).option('--remove', 'take the link away')
    withVaultOptions(command).action(async (ref: string, other: string, flags: Flags) => {
      const wanted = parseCaseRef(other)
      const on = flags.remove !== true
      await atCase(context, ref, flags, (open) => {
        refuseVoid(open.casework)
        const { number, summary } = caseOf(open.cabinet, wanted)
        if (number === open.casework.number)
          throw new CandorError('usage', 'a case cannot be linked with itself', 'name two cases')
        const event = { type: 'link', to: summary.envelope, on } as const
        const done = on ? `It is linked with ${number}, ${summary.name}.` : 'The link is taken away.'
        queueUp(context, open, { thread: 'team', event }, done)
      })
    })
  },
}
