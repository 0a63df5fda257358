import { CandorError } from '../../protocol/errors.ts'
import { inWords, labelOf } from '../cases/people.ts'
import { atDesk, withVaultOptions } from '../desk.ts'
import { addCommand, type CommandModule, type Context, groups } from '../program.ts'
import { openSession } from '../session.ts'
import type { SettingFlags } from '../settings.ts'
import { type Written, writeSnapshot } from '../snapshots/write.ts'

interface Flags extends SettingFlags {
  readonly to: string
  readonly with?: readonly string[]
  readonly share?: string
}

export const snapshot: CommandModule = {
  register(program, context) {
    const command = addCommand(program, {
      usage: 'snapshot',
      group: groups.investigators,
      summary: 'keep a copy of your vault that colleagues can help you open',
      about:
        'Writes everything in your vault into one sealed file. Its key is shared among colleagues: two of them together can open it for you when your machine or your password is lost. ' +
        'They could also open it without you, so choose whom you share it with. The shares die with the keys of their week, two weeks after it: write one every week. ' +
        'With CANDOR_SNAPSHOT set to a folder, every sync that brings something writes one there.',
      examples: [
        [
          'candor snapshot --to /media/stick',
          'shared among the colleagues at your desks, if they are two or more',
        ],
        ['candor snapshot --to /media/stick --with Daniyar Saule --share 2', 'shared among these two'],
      ],
    })
      .requiredOption('--to <folder>', 'where it is written, in the place of the one before')
      .option('--with <names...>', 'the colleagues who hold shares')
      .option('--share <number>', 'how many of them it takes to open it')
    withVaultOptions(command).action(async (flags: Flags) => {
      const wish = { folder: flags.to, with: flags.with ?? [], share: numberIn(flags.share) }
      const session = await openSession(context, flags)
      await atDesk(context, session.p, session.settings, async (desk) => {
        show(context, await writeSnapshot(context, session, desk, wish))
      })
    })
  },
}

function numberIn(text: string | undefined): number | undefined {
  if (text === undefined || /^[1-9]\d?$/.test(text)) return text === undefined ? undefined : Number(text)
  throw new CandorError('usage', `“${text}” is not a number of colleagues`, 'write a whole number from 1')
}

function show({ terminal }: Context, { path, holders, threshold }: Written): void {
  const names = holders.map(labelOf)
  terminal.line(`The snapshot is in ${path}.`)
  if (threshold === 1)
    terminal.line(
      { text: 'Take care: ', style: 'yellow' },
      `${inWords(names, 'or')} alone could open it, without you.`,
    )
  else terminal.line(`It takes ${threshold} of ${inWords(names)} to open it.`)
  terminal.line('It can be opened until two weeks after this week; then its shares are gone.')
  terminal.result({ snapshot: path, holders: names, threshold })
}
