import type { Waiting } from '../../desk/casework/casework.ts'
import { isByItself } from '../../desk/casework/queue.ts'
import { takeBack } from '../../desk/casework/undo.ts'
import { mustAgree } from '../cases/agree.ts'
import { showWordsWaiting } from '../cases/conversation.ts'
import { waitingOf } from '../cases/for-programs.ts'
import { atCase, type OpenCase } from '../cases/open.ts'
import { showDeedsWaiting } from '../cases/team.ts'
import { withVaultOptions } from '../desk.ts'
import { addCommand, type CommandModule, type Context, groups } from '../program.ts'
import { secondsOf } from '../session.ts'
import type { SettingFlags } from '../settings.ts'

interface Flags extends SettingFlags {
  readonly yes?: boolean
}

export const undo: CommandModule = {
  register(program, context) {
    const command = addCommand(program, {
      usage: 'undo <case>',
      group: groups.investigators,
      summary: 'take back what you wrote in a case and has not left yet',
      about:
        'Shows what you said and did in a case and has not left this machine, and takes it back: nobody will have seen it. ' +
        'What has left, or may have, stays as it is.',
      examples: [
        ['candor undo 1', 'shows what waits, and asks'],
        ['candor undo 1 --yes', 'does not ask'],
      ],
    }).option('-y, --yes', 'do not ask')
    withVaultOptions(command).action((ref: string, flags: Flags) =>
      atCase(context, ref, flags, (open) => undoNow(context, open, flags)),
    )
  },
}

async function undoNow(context: Context, open: OpenCase, { yes }: Flags): Promise<void> {
  const { casework, cabinet } = open
  const { number, record } = casework
  const rows = casework.waiting.filter((each) => !each.placed && !isByItself({ outgoing: each }))
  if (rows.length === 0) context.terminal.line('Nothing of yours waits in this case.')
  else {
    show(context, open, rows)
    await mustAgree(context, yes, 'Take all of this back?')
  }
  const { undone, late } = takeBack(
    cabinet,
    rows.map(({ id }) => id),
  )
  if (undone.length > 0) context.terminal.line('It is taken back: nobody has seen it, and nobody will.')
  if (late.length > 0)
    context.terminal.note('Some of it left meanwhile: candor thread shows what is said now.')
  const taken = rows.filter(({ id }) => undone.includes(id)).map(waitingOf)
  context.terminal.result({ number, name: record.name, undone: taken, late: late.length })
}

function show(context: Context, { p, casework, vault }: OpenCase, rows: readonly Waiting[]): void {
  const now = secondsOf(context)
  const me = vault.identity.recipientId
  showWordsWaiting(context.terminal, casework.trail, rows, now)
  showDeedsWaiting(context.terminal, { p, casework, me, now }, rows)
}
