import { casesAlone } from '../../desk/casework/comings.ts'
import { readQueue } from '../../desk/casework/queue.ts'
import { readState } from '../../desk/vault/state.ts'
import { makeHandover } from '../../protocol/handover.ts'
import { writeForOthers } from '../admin/files.ts'
import { today } from '../cases/when.ts'
import { atDesk, withVaultOptions } from '../desk.ts'
import { addCommand, type CommandModule, type Context, groups } from '../program.ts'
import { openSession } from '../session.ts'
import type { SettingFlags } from '../settings.ts'

interface Flags extends SettingFlags {
  readonly out: string
}

export const handover: CommandModule = {
  register(program, context) {
    const command = addCommand(program, {
      usage: 'handover',
      group: groups.investigators,
      summary: 'say what is yours alone, before you are taken out',
      about:
        'Writes a signed file for the admin: up to where your vault has every tip, and the names of cases that nobody else could go on with. ' +
        'Run candor sync first, and hand such cases over with candor grant. Nothing of what is in them is told.',
      examples: [['candor handover --out handover.json', 'writes the file and says what is in it']],
    })
    withVaultOptions(command)
      .option('--out <file>', 'where it goes', 'handover.json')
      .action((flags: Flags) => writeHandover(context, flags))
  },
}

async function writeHandover(context: Context, flags: Flags): Promise<void> {
  const { terminal } = context
  const { p, settings } = await openSession(context, flags)
  await atDesk(context, p, settings, async (desk) => {
    const { identity, orgId } = desk.vault
    const { cursor } = readState(desk.cabinet).state
    const alone = casesAlone(p, desk.vault, desk.cabinet)
    const waiting = readQueue(desk.cabinet).length
    const said = { orgId, recipientId: identity.recipientId, day: today(context), batch: cursor, alone }
    await writeForOthers(flags.out, makeHandover(p, said, identity.signing))
    for (const name of alone) terminal.line(`Yours alone: ${name}`)
    terminal.line(
      alone.length === 0
        ? 'Nothing is yours alone.'
        : 'Hand those over with candor grant, sync, and make the file again.',
    )
    if (waiting > 0)
      terminal.note(
        'Some of what you wrote has not left yet. Run candor sync --now first, or it is lost with you.',
      )
    terminal.line(`Wrote ${flags.out}: give it to the admin.`)
    terminal.result({ file: flags.out, batch: cursor, alone, waiting })
  })
}
