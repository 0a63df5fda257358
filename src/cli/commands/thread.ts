import { type Casework, markSeen } from '../../desk/casework/casework.ts'
import { CandorError } from '../../protocol/errors.ts'
import { dayText } from '../../protocol/time.ts'
import { showConversation } from '../cases/conversation.ts'
import { forPrograms } from '../cases/for-programs.ts'
import { membersForPrograms, showMembers } from '../cases/members.ts'
import { atCase, type OpenCase, refuseVoid } from '../cases/open.ts'
import { showTeam } from '../cases/team.ts'
import { withVaultOptions } from '../desk.ts'
import { addCommand, type CommandModule, type Context, groups } from '../program.ts'
import { secondsOf } from '../session.ts'
import type { SettingFlags } from '../settings.ts'

interface Flags extends SettingFlags {
  readonly source?: boolean | undefined
  readonly team?: boolean | undefined
}

export const thread: CommandModule = {
  register(program, context) {
    const command = addCommand(program, {
      usage: 'thread <case>',
      group: groups.investigators,
      summary: 'show the conversation about a case, and the work on it',
      about:
        'Shows from the vault, without the network, what was said between the source and the desk, and below it, apart, ' +
        'what only colleagues see: notes, who has the case, its clocks and its history. What has not left yet is marked.',
      examples: [
        ['candor thread 1', 'shows both parts, and marks what the source wrote as seen'],
        ['candor thread 1 --team', 'shows only what is among colleagues'],
      ],
    })
      .option('--source', 'only the conversation with the source')
      .option('--team', 'only what is among colleagues')
    withVaultOptions(command).action((ref: string, flags: Flags) => {
      if (flags.source === true && flags.team === true)
        throw new CandorError('usage', '--source and --team exclude each other', 'leave both out to see both')
      return atCase(context, ref, flags, (open) => showThread(context, open, flags))
    })
  },
}

function showThread(context: Context, open: OpenCase, { source, team }: Flags): void {
  const { terminal } = context
  const { p, vault, cabinet, casework } = open
  const { number, record } = casework
  const me = vault.identity.recipientId
  const now = secondsOf(context)
  refuseVoid(casework)
  terminal.line({ text: `${number}  ${record.name}`, style: 'strong' }, `   ${dayText(record.day)}`)
  if (team !== true) {
    terminal.line()
    showConversation(terminal, casework, me, now)
  }
  if (source !== true) {
    terminal.line()
    terminal.line({ text: '─'.repeat(60), style: 'dim' })
    showTeam(terminal, { p, casework, me, now })
    terminal.line()
    showMembers(terminal, casework, me)
  }
  terminal.result(partsOf(open, casework, { source, team }))
  if (team !== true) markSeen(p, vault, cabinet, number)
}

function partsOf({ p }: OpenCase, casework: Casework, { source, team }: Flags) {
  const { conversation, team: file, ...rest } = forPrograms(p, casework)
  return {
    ...rest,
    ...(team === true ? {} : { conversation }),
    ...(source === true ? {} : { team: file, people: membersForPrograms(casework) }),
  }
}
