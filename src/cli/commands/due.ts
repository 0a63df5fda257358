import { type Casework, openCasework } from '../../desk/casework/casework.ts'
import { loadPrimitives } from '../../desk/primitives.ts'
import { loadKept } from '../../desk/vault/directory.ts'
import { readState } from '../../desk/vault/state.ts'
import { CandorError } from '../../protocol/errors.ts'
import { dayText } from '../../protocol/time.ts'
import { personOf } from '../cases/for-programs.ts'
import { chosenCases, dueOf } from '../cases/list.ts'
import { oneLine } from '../cases/one-line.ts'
import type { ListedCase } from '../cases/open.ts'
import { nameOf } from '../cases/people.ts'
import { CLOCK_NAMES, leftOf, today } from '../cases/when.ts'
import { atDesk, type Desk, withVaultOptions } from '../desk.ts'
import { addCommand, type CommandModule, type Context, groups } from '../program.ts'
import { readSettings, type SettingFlags } from '../settings.ts'
import type { Piece, Terminal } from '../terminal.ts'

interface Flags extends SettingFlags {
  readonly within: string
  readonly assigned?: string
}

export const due: CommandModule = {
  register(program, context) {
    const command = addCommand(program, {
      usage: 'due',
      group: groups.investigators,
      summary: 'list what is due to a source, and what is late',
      about:
        'Lists, without the network, the clocks that run out soon or have run out, the most urgent first: whose case it is, and the logged reasons. ' +
        'A source is owed an acknowledgement first, and then feedback.',
      examples: [
        ['candor due', 'what is late, and what is due within 7 days'],
        ['candor due --within 30 --assigned me', 'what you have, a month ahead'],
      ],
    })
      .option('--within <days>', 'how many days ahead', '7')
      .option('--assigned <who>', 'only what somebody has: a name, me or nobody')
    withVaultOptions(command).action(async (flags: Flags) => {
      const until = today(context) + daysIn(flags.within)
      const p = await loadPrimitives()
      await atDesk(context, p, readSettings(flags, context), async (desk) => {
        showDue(context, dueAt(desk, p, flags, until))
      })
    })
  },
}

interface Due {
  readonly listed: ListedCase
  readonly casework: Casework
}

function dueAt(
  { vault, cabinet }: Desk,
  p: Parameters<typeof openCasework>[0],
  flags: Flags,
  until: number,
): Due[] {
  const trail = loadKept(p, vault, cabinet, readState(cabinet).state.keyringSeq)
  const choice = flags.assigned === undefined ? { due: true } : { due: true, assigned: flags.assigned }
  return chosenCases(cabinet, trail, vault.identity.recipientId, choice)
    .filter((each) => dueOf(each) <= until)
    .map((listed) => ({ listed, casework: openCasework(p, vault, cabinet, listed.number) }))
}

function showDue(context: Context, all: readonly Due[]): void {
  const { terminal } = context
  const now = today(context)
  if (all.length === 0) terminal.line('Nothing is due.')
  else showTable(terminal, all, now)
  for (const each of all) showReasons(terminal, each)
  terminal.result({ due: all.map(forPrograms) })
}

function showTable({ table }: Terminal, all: readonly Due[], now: number): void {
  table(
    [
      { title: '', align: 'right', keep: true },
      { title: 'case', keep: true },
      { title: 'what', keep: true },
      { title: 'due', keep: true },
      { title: '', keep: true },
      { title: 'who' },
    ],
    all.map(({ listed: { number, summary }, casework }): Piece[] => {
      const { clock, assignee } = summary.progress ?? {}
      if (!clock) return []
      const who = assignee ? nameOf(casework.trail, assignee) : 'nobody'
      return [
        `${number}`,
        summary.name,
        CLOCK_NAMES[clock.name],
        dayText(clock.due),
        leftOf(clock.due, now),
        who,
      ]
    }),
  )
}

function showReasons({ line }: Terminal, { listed: { number, summary }, casework }: Due): void {
  for (const { clock, until, reason, author } of casework.file.delays)
    if (clock === summary.progress?.clock?.name)
      line(`${number} may take until ${until}: ${oneLine(reason)} (${nameOf(casework.trail, author)})`)
}

const forPrograms = ({ listed: { number, summary }, casework }: Due) => {
  const { clock = null, assignee = null } = summary.progress ?? {}
  return {
    number,
    name: summary.name,
    clock: clock?.name ?? null,
    due: clock && dayText(clock.due),
    assignee: assignee && personOf(casework.trail, assignee),
    delays: casework.file.delays
      .filter((each) => each.clock === clock?.name)
      .map(({ until, reason, author }) => ({ until, reason, author: personOf(casework.trail, author) })),
  }
}

function daysIn(text: string): number {
  if (/^\d{1,4}$/.test(text)) return Number(text)
  throw new CandorError('usage', `“${text}” is not a number of days`, 'give a whole number, such as 7')
}
