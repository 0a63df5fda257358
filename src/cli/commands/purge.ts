import type { Casework } from '../../desk/casework/casework.ts'
import { erasedOn } from '../../desk/vault/erase.ts'
import { CandorError } from '../../protocol/errors.ts'
import { dayText } from '../../protocol/time.ts'
import { mustAgree } from '../cases/agree.ts'
import { atCase, type OpenCase } from '../cases/open.ts'
import { today } from '../cases/when.ts'
import { withVaultOptions } from '../desk.ts'
import { addCommand, type CommandModule, type Context, groups } from '../program.ts'
import type { SettingFlags } from '../settings.ts'

interface Flags extends SettingFlags {
  readonly force?: boolean
  readonly yes?: boolean
}

export const purge: CommandModule = {
  register(program, context) {
    const command = addCommand(program, {
      usage: 'purge <case>',
      group: groups.investigators,
      summary: 'forget a closed case on this machine',
      about:
        'Destroys the key of a case and everything of it in this vault: the tip, the conversation, the notes. ' +
        'It does not come back, and nobody can restore it from this vault. Colleagues keep theirs, and what waits to leave is dropped.',
      examples: [
        ['candor purge 1', 'forgets case 1, once it is closed'],
        ['candor purge 1 --force --yes', 'also while it is open, and without asking'],
      ],
    })
      .option('--force', 'also a case that is not closed')
      .option('-y, --yes', 'do not ask')
    withVaultOptions(command).action((ref: string, flags: Flags) =>
      atCase(context, ref, flags, (open) => purgeNow(context, open, flags)),
    )
  },
}

async function purgeNow(
  context: Context,
  { casework, cabinet }: OpenCase,
  { force, yes }: Flags,
): Promise<void> {
  const { number, record, waiting } = casework
  if (force !== true && !isClosed(casework))
    throw new CandorError(
      'usage',
      `case ${number} is not closed`,
      `candor status ${number} closed, or --force`,
    )
  if (waiting.length > 0)
    context.terminal.note('What you wrote in it and has not left yet is dropped as well.')
  await mustAgree(context, yes, `Forget case ${number}, ${record.name}, for good?`)
  cabinet.purge(number)
  const until = erasedOn(record.epoch)
  context.terminal.line(`Case ${number}, ${record.name}, is forgotten on this machine.`)
  context.terminal.line(
    until > today(context)
      ? `The key of its week is erased on ${dayText(until)} or soon after: until then whoever has this vault and the server’s copy could open the tip again.`
      : 'The key of its week is erased with the next syncs, if it is not already: then nothing here opens the server’s copy either.',
  )
  context.terminal.result({ number, name: record.name, keyErasedFrom: dayText(until) })
}

const isClosed = ({ file, conversation, record }: Casework): boolean =>
  record.opened.status === 'void' || file.status === 'closed' || conversation?.told === 'closed'
