import { type SayFlags, toSource } from '../cases/to-source.ts'
import { withVaultOptions } from '../desk.ts'
import { addCommand, type CommandModule, groups, options } from '../program.ts'
import { readWords } from '../words.ts'

export const reply: CommandModule = {
  register(program, context) {
    const command = addCommand(program, {
      usage: 'reply <case> [text]',
      group: groups.investigators,
      summary: 'write to the source of a case',
      about:
        'Writes into the conversation with the source, who reads it when they come back with their codename. ' +
        'Shows first what the source will see. It does not leave at once but at a moment of the next half hour, with a sync.',
      examples: [
        ['candor reply 1 "We have begun to look into it. Thank you."', 'says it in one line'],
        ['candor reply lunar-absorb --file answer.txt', 'takes the text from a file'],
        ['candor reply 1', 'lets you type as many lines as you like'],
      ],
    })
    withVaultOptions(command.addOption(options.text()).addOption(options.yes())).action(
      (ref: string, text: string | undefined, flags: SayFlags) =>
        toSource(context, ref, flags, async () => ({
          type: 'say',
          text: await readWords(context, { text, file: flags.file }),
        })),
    )
  },
}
