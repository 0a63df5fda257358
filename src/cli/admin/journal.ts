import { addCommand, type CommandModule, groups } from '../program.ts'
import { showJournal } from './chain-words.ts'
import { type AdminFlags, openOffice, withServer } from './place.ts'

export const adminJournal: CommandModule = {
  register(program, context) {
    const command = addCommand(program, {
      usage: 'journal',
      group: groups.admins,
      summary: 'see every change that was ever made',
      about:
        'Lists every keyring in order: what it changed, which root keys signed it, and who approved. It is the signed chain itself, ' +
        'and is checked while it is read: a gap or a fork is refused.',
      examples: [['candor admin journal', 'lists them, the first one first']],
    })
    withServer(command).action(async (flags: AdminFlags) => {
      const { p, chain } = await openOffice(context, flags)
      showJournal(context, p, chain)
    })
  },
}
