import { access } from '../admin/access.ts'
import { change, form } from '../admin/change.ts'
import { enrol } from '../admin/enrol.ts'
import { init } from '../admin/init.ts'
import { adminJournal } from '../admin/journal.ts'
import { handover, remove } from '../admin/leaving.ts'
import { publish } from '../admin/publish.ts'
import { renew } from '../admin/renew.ts'
import { root } from '../admin/root.ts'
import { rotateRoot } from '../admin/rotate.ts'
import { sign } from '../admin/sign.ts'
import { status } from '../admin/status.ts'
import { template } from '../admin/template.ts'
import { addCommand, type CommandModule, groups } from '../program.ts'

/** In the order in which the help lists them. */
const parts: readonly CommandModule[] = [
  template,
  root,
  init,
  enrol,
  change,
  form,
  renew,
  remove,
  handover,
  rotateRoot,
  sign,
  publish,
  access,
  status,
  adminJournal,
]

export const admin: CommandModule = {
  register(program, context) {
    const command = addCommand(program, {
      usage: 'admin',
      group: groups.admins,
      summary: 'found an organisation, and change who can read',
      about:
        'Makes and changes the signed directory of an organisation. Every change is drafted into a file, signed with root keys, approved by colleagues where somebody ' +
        'gets to read more, and then published. An admin reads nothing.',
      examples: [
        ['candor admin status', 'says what there is to do'],
        ['candor admin enrol --help', 'shows what a part of it does'],
      ],
    })
    for (const part of parts) part.register(command, context)
  },
}
