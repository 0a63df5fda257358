import { CandorError } from '../../protocol/errors.ts'
import { atCase, caseOf, type OpenCase, refuseVoid } from '../cases/open.ts'
import { queueUp } from '../cases/queue.ts'
import { parseCaseRef, withVaultOptions } from '../desk.ts'
import { addCommand, type CommandModule, type Context, groups } from '../program.ts'
import type { SettingFlags } from '../settings.ts'

interface Flags extends SettingFlags {
  readonly apart?: boolean
}

export const merge: CommandModule = {
  register(program, context) {
    const command = addCommand(program, {
      usage: 'merge <case> [into]',
      group: groups.investigators,
      summary: 'say that a case repeats another one',
      about:
        'Says for everybody who can open the first case that it repeats the second. Both keep their readers, their conversations and their clocks: ' +
        'each source is answered in their own, and is told nothing of the other.',
      examples: [
        ['candor merge 4 1', 'case 4 repeats case 1'],
        ['candor merge 4 --apart', 'case 4 stands for itself again'],
      ],
    }).option('--apart', 'it stands for itself again')
    withVaultOptions(command).action(async (ref: string, into: string | undefined, flags: Flags) => {
      const apart = flags.apart === true
      if (apart === (into !== undefined))
        throw new CandorError('usage', 'name the case that it repeats, or give --apart', 'one of the two')
      const wanted = into === undefined ? null : parseCaseRef(into)
      await atCase(context, ref, flags, (open) => {
        refuseVoid(open.casework)
        if (wanted === null) takeApart(context, open)
        else mergeInto(context, open, wanted)
      })
    })
  },
}

function takeApart(context: Context, open: OpenCase): void {
  const event = { type: 'merge', into: '' } as const
  queueUp(context, open, { thread: 'team', event }, 'It stands for itself again.')
}

function mergeInto(context: Context, open: OpenCase, wanted: number | string): void {
  const { number, summary } = caseOf(open.cabinet, wanted)
  if (number === open.casework.number)
    throw new CandorError('usage', 'a case cannot repeat itself', 'name two cases')
  const event = { type: 'merge', into: summary.envelope } as const
  queueUp(context, open, { thread: 'team', event }, `It repeats ${number}, ${summary.name}.`)
}
