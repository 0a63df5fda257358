import { type Flushed, flush } from '../../desk/casework/flush.ts'
import { isoTime, momentText } from '../cases/when.ts'
import { atDesk, type Desk, showAlarms, withVaultOptions } from '../desk.ts'
import { type Fetched, fetchNew, noteTrouble } from '../fetch.ts'
import { newsText } from '../news.ts'
import { addCommand, type CommandModule, type Context, groups } from '../program.ts'
import { openSession, type Session, secondsOf } from '../session.ts'
import type { SettingFlags } from '../settings.ts'

interface Flags extends SettingFlags {
  readonly now?: boolean
}

export const sync: CommandModule = {
  register(program, context) {
    const command = addCommand(program, {
      usage: 'sync',
      group: groups.investigators,
      summary: 'fetch what is new, and hand in what is due',
      about:
        'Fetches tips, messages and your colleagues’ work, and hands in what you wrote and whose time has come. ' +
        'What you write waits for a moment of the next half hour, so that nobody can tell from the time who wrote to which source. ' +
        'With --now it leaves at once: whoever watches your connection or the server may then relate an answer to you.',
      examples: [
        ['candor sync', 'fetches, and hands in what is due'],
        ['candor sync --now', 'hands in everything that waits, and gives away when you wrote it'],
      ],
    }).option('--now', 'hand in at once whatever waits')
    withVaultOptions(command).action(async (flags: Flags) => {
      const session = await openSession(context, flags)
      await atDesk(context, session.p, session.settings, (desk) => syncDesk(context, session, desk, flags))
    })
  },
}

async function syncDesk(context: Context, session: Session, desk: Desk, { now }: Flags): Promise<void> {
  const fetched = await fetchNew(context, session, desk)
  const { report, tips, messages } = fetched
  const flushed = now === true ? await handInAll(context, session, desk, report.flushed) : report.flushed
  const trouble = now === true ? null : report.trouble
  showAlarms(context, report.alarms)
  show(context, fetched, flushed)
  noteTrouble(context, trouble)
  context.terminal.result({
    tips: tips.length,
    messages,
    handedIn: flushed.sent,
    waiting: flushed.waiting,
    next: flushed.next === null ? null : isoTime(flushed.next),
    trouble,
    alarms: report.alarms,
  })
}

async function handInAll(
  context: Context,
  { p, api }: Session,
  { vault, cabinet }: Desk,
  before: Flushed,
): Promise<Flushed> {
  const options = { now: secondsOf(context), random: context.random, force: true }
  const flushed = await context.terminal.during('handing in', () => flush(p, api, vault, cabinet, options))
  return { ...flushed, sent: before.sent + flushed.sent }
}

function show(context: Context, { tips, messages }: Fetched, { sent, waiting, next }: Flushed): void {
  const { line } = context.terminal
  const news = newsText(tips.length, messages)
  line(news === null ? 'Nothing new.' : `${news}.`)
  if (sent > 0) line(sent === 1 ? '1 thing was handed in.' : `${sent} things were handed in.`)
  if (next === null) return
  const what = waiting === 1 ? '1 thing still waits' : `${waiting} things still wait`
  const now = secondsOf(context)
  line(next > now ? `${what}; the next may leave at ${momentText(next, now)}.` : `${what} for the next sync.`)
}
