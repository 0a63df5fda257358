import { TOLD } from '../../protocol/thread/events.ts'
import { type SayFlags, toSource } from '../cases/to-source.ts'
import { withVaultOptions } from '../desk.ts'
import { oneOf } from '../one-of.ts'
import { addCommand, type CommandModule, groups, options } from '../program.ts'
import { readPerhapsWords } from '../words.ts'

export const tell: CommandModule = {
  register(program, context) {
    const command = addCommand(program, {
      usage: 'tell <case> <what> [text]',
      group: groups.investigators,
      summary: 'tell the source what became of the tip',
      about:
        'Tells the source, and nobody else, how the tip stands: under-review, acted, passed-on or closed, with a text or without. ' +
        'The last three count as feedback and stop its clock. What the team says of a case is candor status, which the source never sees.',
      examples: [
        ['candor tell 1 under-review', 'they are looking into it'],
        ['candor tell 1 acted "The contract was cancelled."', 'something was done'],
      ],
    })
    withVaultOptions(command.addOption(options.text()).addOption(options.yes())).action(
      async (ref: string, what: string, text: string | undefined, flags: SayFlags) => {
        const status = oneOf(TOLD, what, 'what a source can be told')
        await toSource(context, ref, flags, async () => ({
          type: 'tell',
          status,
          text: await readPerhapsWords(context, { text, file: flags.file }),
        }))
      },
    )
  },
}
