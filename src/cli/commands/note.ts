import { atCase, refuseVoid } from '../cases/open.ts'
import { queueUp } from '../cases/queue.ts'
import { withVaultOptions } from '../desk.ts'
import { addCommand, type CommandModule, groups, options } from '../program.ts'
import type { SettingFlags } from '../settings.ts'
import { readWords } from '../words.ts'

interface Flags extends SettingFlags {
  readonly file?: string
}

export const note: CommandModule = {
  register(program, context) {
    const command = addCommand(program, {
      usage: 'note <case> [text]',
      group: groups.investigators,
      summary: 'write a note for your colleagues',
      about:
        'Writes a note into a case. Everybody who can open the case reads it; the source and the server never do.',
      examples: [
        ['candor note 1 "Compare with the tender of May."', 'writes it in one line'],
        ['candor note 1 --file minutes.txt', 'takes the text from a file'],
      ],
    })
    withVaultOptions(command.addOption(options.text())).action(
      (ref: string, given: string | undefined, flags: Flags) =>
        atCase(context, ref, flags, async (open) => {
          refuseVoid(open.casework)
          const text = await readWords(context, { text: given, file: flags.file })
          queueUp(context, open, { thread: 'team', event: { type: 'note', text } }, 'The note is sealed.')
        }),
    )
  },
}
