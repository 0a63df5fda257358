import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import type { Cabinet } from '../../desk/cabinet.ts'
import { readSummary } from '../../desk/case.ts'
import { openInPool } from '../../desk/opener.ts'
import { readState } from '../../desk/state.ts'
import { type SyncReport, sync } from '../../desk/sync.ts'
import { toHex } from '../../protocol/bytes.ts'
import { CandorError, isCandorError } from '../../protocol/errors.ts'
import { dayText } from '../../protocol/time.ts'
import { atDesk, type Desk, showAlarms } from '../desk.ts'
import { addCommand, type CommandModule, type Context, groups, options } from '../program.ts'
import { openSession, type Session } from '../session.ts'
import type { SettingFlags } from '../settings.ts'

interface Flags extends SettingFlags {
  readonly offline?: boolean
}

export const inbox: CommandModule = {
  register(program, context) {
    addCommand(program, {
      usage: 'inbox',
      group: groups.investigators,
      summary: 'fetch what is new and list your cases',
      about:
        'Fetches every sealed tip since the last time, opens on this machine those that are for you, and lists your cases. ' +
        'The server is not told which of them you could open.',
      examples: [
        ['candor inbox', 'fetches and lists'],
        ['candor inbox --offline', 'lists what is in the vault, without the network'],
      ],
    })
      .option('--offline', 'do not fetch')
      .addOption(options.server())
      .addOption(options.vault())
      .addOption(options.passwordFile())
      .action(async (flags: Flags) => {
        const session = await openSession(context, flags)
        await atDesk(context, session.p, session.settings, (desk) => showInbox(context, session, desk, flags))
      })
  },
}

async function showInbox(context: Context, session: Session, desk: Desk, { offline }: Flags): Promise<void> {
  const report = offline === true ? offlineReport(desk.cabinet) : await fetchNew(context, session, desk)
  const cases = listCases(desk.cabinet)
  showAlarms(context, report.alarms)
  if (cases.length === 0)
    context.terminal.line('No tips yet. What is sent to you shows here after the next fetch.')
  else showTable(context, cases, report)
  context.terminal.result({
    organisation: toHex(desk.vault.orgId),
    added: report.added,
    alarms: report.alarms,
    cases,
  })
}

const offlineReport = (cabinet: Cabinet): SyncReport => ({
  added: 0,
  seen: 0,
  alarms: readState(cabinet).state.alarms,
})

async function fetchNew(
  { terminal }: Context,
  { p, api }: Session,
  { vault, cabinet }: Desk,
): Promise<SyncReport> {
  const pool = openInPool(p, availableParallelism(), startOpener)
  try {
    return await terminal.during('opening tips:', (onProgress) =>
      sync(p, api, vault, cabinet, { open: pool.open, onProgress }),
    )
  } catch (error) {
    if (!isCandorError(error, 'network_unreachable', 'network_timeout')) throw error
    throw new CandorError(
      error.code,
      error.message,
      'candor inbox --offline lists what is in the vault already',
    )
  } finally {
    await pool.close()
  }
}

const startOpener = () => new Worker(new URL('../../desk/opener-worker.js', import.meta.url))

type Listed = ReturnType<typeof listCases>[number]

export const listCases = (cabinet: Cabinet) =>
  cabinet.summaries().map(({ number, summary }) => {
    const { name, day, desks, language, status, preview, envelope } = readSummary(summary)
    return { number, name, day: dayText(day), desks, language, status, preview, envelope }
  })

function showTable({ terminal }: Context, cases: readonly Listed[], { added }: SyncReport): void {
  const firstNew = cases.length - added
  terminal.table(
    [
      { title: '', align: 'right', keep: true },
      { title: 'case', keep: true },
      { title: 'since', keep: true },
      { title: 'desk' },
      { title: 'begins' },
    ],
    cases.map(({ number, name, day, desks, status, preview }, i) => [
      `${number}`,
      i >= firstNew ? { text: `${name} new`, style: 'strong' } : name,
      day,
      desks.join(' '),
      status === 'void' ? { text: 'set aside: not sealed as it claims', style: 'red' } : preview,
    ]),
  )
}
