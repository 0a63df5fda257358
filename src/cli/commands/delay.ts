import * as v from 'valibot'
import { CandorError } from '../../protocol/errors.ts'
import { CLOCKS } from '../../protocol/thread/events.ts'
import { daySchema, parseDay } from '../../protocol/time.ts'
import { atCase, refuseVoid } from '../cases/open.ts'
import { queueUp } from '../cases/queue.ts'
import { CLOCK_NAMES, today } from '../cases/when.ts'
import { withVaultOptions } from '../desk.ts'
import { oneOf } from '../one-of.ts'
import { addCommand, type CommandModule, type Context, groups } from '../program.ts'
import type { SettingFlags } from '../settings.ts'
import { LONGEST_REASON, shortText } from '../words.ts'

interface Flags extends SettingFlags {
  readonly until: string
  readonly reason: string
}

export const delay: CommandModule = {
  register(program, context) {
    const command = addCommand(program, {
      usage: 'delay <case> <clock>',
      group: groups.investigators,
      summary: 'log why an answer to the source takes longer',
      about:
        'Logs for your colleagues why the acknowledgement or the feedback takes longer, and until when. ' +
        'The clock itself does not move: the source sees that it has run out, and a desk that the source named sees the case then.',
      examples: [
        [
          'candor delay 1 feedback --until 2026-12-01 --reason "the audit ends in November"',
          'shows in candor due, with your name',
        ],
      ],
    })
      .requiredOption('--until <day>', 'a day such as 2026-12-01')
      .requiredOption('--reason <text>', 'why')
    withVaultOptions(command).action(async (ref: string, text: string, flags: Flags) => {
      const clock = oneOf(CLOCKS, text, 'a clock')
      const until = dayAhead(context, flags.until)
      const reason = shortText(flags.reason, LONGEST_REASON, 'the reason')
      if (reason === '') throw new CandorError('usage', 'the reason is empty', 'say why it takes longer')
      await atCase(context, ref, flags, (open) => {
        refuseVoid(open.casework)
        const event = { type: 'delay', clock, until, reason } as const
        queueUp(
          context,
          open,
          { thread: 'team', event },
          `The ${CLOCK_NAMES[clock]} may take until ${until}.`,
        )
      })
    })
  },
}

function dayAhead(context: Context, text: string): string {
  if (!v.safeParse(daySchema, text).success)
    throw new CandorError('usage', `“${text}” is not a day`, 'write it like 2026-12-01')
  if (parseDay(text) >= today(context)) return text
  throw new CandorError('usage', `${text} is over already`, 'name a day that is still to come')
}
