import { loadKept } from '../../desk/vault/directory.ts'
import { erasedOn } from '../../desk/vault/erase.ts'
import {
  type KeyConcern,
  type KeyStanding,
  type KeyState,
  keyConcerns,
  keyStanding,
} from '../../desk/vault/key-weeks.ts'
import { readState } from '../../desk/vault/state.ts'
import { dayOf, dayText, epochOfDay, firstDayOfEpoch } from '../../protocol/time.ts'
import { atDesk, withVaultOptions } from '../desk.ts'
import { addCommand, type CommandModule, type Context, groups } from '../program.ts'
import { openSession, secondsOf } from '../session.ts'
import type { SettingFlags } from '../settings.ts'
import type { Piece } from '../terminal.ts'

export const keys: CommandModule = {
  register(program, context) {
    const command = addCommand(program, {
      usage: 'keys',
      group: groups.investigators,
      summary: 'show your keys, week by week',
      about:
        'Tips are sealed to a key of their week. Your software makes keys for half a year ahead, hands them in at each sync, and erases each two weeks after its week: ' +
        'whoever takes this machine later cannot open what was sealed to it. Asks the server for nothing.',
      examples: [['candor keys', 'says which weeks can still be read, and what to see to']],
    })
    withVaultOptions(command).action(async (flags: SettingFlags) => {
      const { p, settings } = await openSession(context, flags)
      await atDesk(context, p, settings, async ({ vault, cabinet }) => {
        const newest = loadKept(p, vault, cabinet, readState(cabinet).state.keyringSeq).at(-1)
        show(context, keyStanding(p, vault.identity, newest?.keyring))
      })
    })
  },
}

const WORDS: Readonly<Record<KeyState, Piece>> = {
  erased: { text: 'erased', style: 'dim' },
  held: 'listed',
  made: { text: 'made, not listed yet', style: 'dim' },
}

function show(context: Context, standing: KeyStanding): void {
  const { terminal } = context
  const week = epochOfDay(dayOf(secondsOf(context)))
  const rows = standing.weeks.map(({ epoch, state }) => [
    `${firstDay(epoch)} to ${lastDay(epoch)}`,
    WORDS[state],
    state === 'held' ? dayText(erasedOn(epoch)) : '',
    epoch === week ? 'this week' : '',
  ])
  terminal.table(
    [{ title: 'Week', keep: true }, { title: 'Key' }, { title: 'Erased from' }, { title: '' }],
    rows,
  )
  terminal.line('')
  terminal.line(unreadable(standing))
  const warnings = warningsOf(standing, week)
  for (const warning of warnings) terminal.line({ text: 'To see to: ', style: 'yellow' }, warning)
  terminal.result({
    weeks: standing.weeks.map(({ epoch, state }) => ({
      from: firstDay(epoch),
      until: lastDay(epoch),
      state,
    })),
    readableFrom: standing.from === null ? null : firstDay(standing.from),
    listedUntil: standing.listedUntil === null ? null : lastDay(standing.listedUntil),
    madeUntil: lastDay(standing.madeUntil),
    handedIn: standing.isHandedIn,
    warnings,
  })
}

const firstDay = (epoch: number): string => dayText(firstDayOfEpoch(epoch))
const lastDay = (epoch: number): string => dayText(firstDayOfEpoch(epoch + 1) - 1)

const unreadable = ({ from }: KeyStanding): string =>
  from === null
    ? 'Nobody can read anything with this vault but what is in it.'
    : `Tips sealed before ${firstDay(from)} that are not in this vault: nobody can read them with this vault.`

const SAYS: Readonly<Record<KeyConcern['code'], (lastDay: string) => string>> = {
  'not-listed': () =>
    'the newest keyring that is known here does not list this identity: nothing is sealed to it. Sync, or ask your admin.',
  'list-ended': (day) =>
    `your list of keys ended on ${day}: its last key stays in use, and whatever is sealed now can be read by whoever takes it. Ask your admin to take in the new keys: candor admin renew.`,
  'list-ends': (day) =>
    `your list of keys ends on ${day}: ask your admin to take in the new keys: candor admin renew.`,
  'not-handed-in': () =>
    'the server does not have your newest keys yet: candor sync hands them in, or says that another copy of this vault makes them.',
}

const warningsOf = (standing: KeyStanding, week: number): string[] =>
  keyConcerns(standing, week).map(({ code, epoch }) => SAYS[code](epoch === null ? '' : lastDay(epoch)))
