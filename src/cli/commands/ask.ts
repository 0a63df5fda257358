import { type SayFlags, toSource } from '../cases/to-source.ts'
import { withVaultOptions } from '../desk.ts'
import { addCommand, type CommandModule, groups, options } from '../program.ts'
import { readWords } from '../words.ts'

export const ask: CommandModule = {
  register(program, context) {
    const command = addCommand(program, {
      usage: 'ask <case> [text]',
      group: groups.investigators,
      summary: 'ask the source of a case a question',
      about:
        'Like candor reply, and marked as a question: the source is led to it when they come back. ' +
        'Ask one thing at a time, and nothing that only they could know.',
      examples: [['candor ask 1 "In which month was the contract signed?"', 'asks the source']],
    })
    withVaultOptions(command.addOption(options.text()).addOption(options.yes())).action(
      (ref: string, text: string | undefined, flags: SayFlags) =>
        toSource(context, ref, flags, async () => ({
          type: 'ask',
          text: await readWords(context, { text, file: flags.file }),
        })),
    )
  },
}
