import { type Access, accessOver } from '../../admin/access.ts'
import { desksEver, labelOf, nameOf } from '../cases/people.ts'
import { addCommand, type CommandModule, type Context, groups } from '../program.ts'
import { type AdminFlags, openOffice, withServer } from './place.ts'

export const access: CommandModule = {
  register(program, context) {
    const command = addCommand(program, {
      usage: 'access',
      group: groups.admins,
      summary: 'see who can read what',
      about:
        'Lists for each desk who can read what is sent to it today, and since when; and who could before. ' +
        'Somebody who was taken out can still open what was sealed to them until that day, as long as they keep their vault.',
      examples: [['candor admin access', 'lists them']],
    })
    withServer(command).action((flags: AdminFlags) => showAccess(context, flags))
  },
}

async function showAccess(context: Context, flags: AdminFlags): Promise<void> {
  const { terminal } = context
  const { chain } = await openOffice(context, flags)
  const all = accessOver(chain.trail)
  const line = ({ recipientId, since, until }: Access) => [
    nameOf(chain.trail, recipientId),
    since,
    until ?? 'today and on',
  ]
  for (const desk of desksEver(chain.trail)) {
    const there = all.filter((each) => each.desk === desk.id)
    terminal.line({ text: labelOf(desk), style: 'strong' })
    terminal.table(
      [{ title: 'can read what was sent' }, { title: 'from', keep: true }, { title: 'until', keep: true }],
      there.map(line),
    )
    terminal.line()
  }
  terminal.result({
    access: all.map((each) => ({ ...each, name: nameOf(chain.trail, each.recipientId) })),
  })
}
