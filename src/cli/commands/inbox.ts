import { caseSummaries } from '../../desk/casework/casework.ts'
import type { Cabinet } from '../../desk/vault/cabinet.ts'
import { loadKept } from '../../desk/vault/directory.ts'
import { readState } from '../../desk/vault/state.ts'
import { toHex } from '../../protocol/bytes.ts'
import { CandorError, isCandorError } from '../../protocol/errors.ts'
import { type Choice, chosenCases } from '../cases/list.ts'
import { listedForPrograms, showList } from '../cases/table.ts'
import { today } from '../cases/when.ts'
import { atDesk, type Desk, showAlarms, withVaultOptions } from '../desk.ts'
import { fetchNew, noteTrouble } from '../fetch.ts'
import { addCommand, type CommandModule, type Context, groups } from '../program.ts'
import { openSession, type Session } from '../session.ts'
import type { SettingFlags } from '../settings.ts'

interface Flags extends SettingFlags, Choice {
  readonly offline?: boolean
}

export const inbox: CommandModule = {
  register(program, context) {
    const command = addCommand(program, {
      usage: 'inbox',
      group: groups.investigators,
      summary: 'fetch what is new and list your cases',
      about:
        'Fetches every sealed tip since the last time, opens on this machine those that are for you, hands in what is due, and lists your cases ' +
        'with their status, who has them, and the clock that runs out next. The server is not told which of them you could open.',
      examples: [
        ['candor inbox', 'fetches and lists'],
        ['candor inbox --offline', 'lists what is in the vault, without the network'],
        ['candor inbox --due --assigned me', 'lists what you have, the most urgent first'],
      ],
    })
      .option('--offline', 'do not fetch')
      .option('--due', 'the most urgent first')
      .option('--label <label>', 'only cases with this label')
      .option('--status <status>', 'only new, triage, open, waiting or closed ones')
      .option('--assigned <who>', 'only what somebody has: a name, me or nobody')
      .option('--desk <desk>', 'only cases of this desk')
    withVaultOptions(command).action(async (flags: Flags) => {
      const session = await openSession(context, flags)
      await atDesk(context, session.p, session.settings, (desk) => showInbox(context, session, desk, flags))
    })
  },
}

async function showInbox(context: Context, session: Session, desk: Desk, flags: Flags): Promise<void> {
  const { vault, cabinet } = desk
  const fetched = flags.offline === true ? null : await fetchOrExplain(context, session, desk)
  const { alarms, keyringSeq } = readState(cabinet).state
  const trail = loadKept(session.p, vault, cabinet, keyringSeq)
  const cases = chosenCases(cabinet, trail, vault.identity.recipientId, flags)
  showAlarms(context, alarms)
  noteTrouble(context, fetched?.report.trouble ?? null)
  if (cases.length === 0) context.terminal.line(nothing(cabinet))
  else showList(context.terminal, { cases, trail, now: today(context), added: fetched?.tips ?? [] })
  context.terminal.result({
    organisation: toHex(vault.orgId),
    added: fetched?.tips.length ?? 0,
    alarms,
    cases: cases.map((each) => listedForPrograms(trail, each)),
  })
}

const nothing = (cabinet: Cabinet): string =>
  caseSummaries(cabinet).length === 0
    ? 'No tips yet. What is sent to you shows here after the next fetch.'
    : 'None of your cases is like that.'

async function fetchOrExplain(context: Context, session: Session, desk: Desk) {
  try {
    return await fetchNew(context, session, desk)
  } catch (error) {
    if (!isCandorError(error, 'network_unreachable', 'network_timeout')) throw error
    throw new CandorError(
      error.code,
      error.message,
      'candor inbox --offline lists what is in the vault already',
    )
  }
}
