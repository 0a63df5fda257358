import { describe, organisationTemplate } from '../../admin/organisation-file.ts'
import { addCommand, type CommandModule, type Context, groups } from '../program.ts'
import { writeForOthers } from './files.ts'
import { type AdminFlags, openOffice, withServer } from './place.ts'

interface Flags extends AdminFlags {
  readonly out: string
  readonly current?: boolean
}

export const template: CommandModule = {
  register(program, context) {
    const command = addCommand(program, {
      usage: 'template',
      group: groups.admins,
      summary: 'write a description of an organisation, to be edited',
      about:
        'Writes a file that describes an organisation: its name, whom else to ask, its desks, what sources are asked and by when they are answered, ' +
        'in English, Russian and Kazakh. Edit it in any text editor, then give it to candor admin init or candor admin change.',
      examples: [
        ['candor admin template', 'writes organisation.json to begin with'],
        ['candor admin template --current --out now.json', 'writes what is published now, to change it'],
      ],
    })
    withServer(command)
      .option('--out <file>', 'where it goes', 'organisation.json')
      .option('--current', 'what the newest keyring says, instead of a beginning')
      .action((flags: Flags) => writeTemplate(context, flags))
  },
}

async function writeTemplate(context: Context, flags: Flags): Promise<void> {
  const bytes =
    flags.current === true
      ? describe((await openOffice(context, flags)).newest.keyring)
      : organisationTemplate()
  await writeForOthers(flags.out, bytes)
  context.terminal.line(
    `Wrote ${flags.out}. Edit it, then run candor admin ${flags.current ? 'change' : 'init'}.`,
  )
  context.terminal.result({ file: flags.out })
}
