import type { Casework } from '../../desk/casework/casework.ts'
import { CandorError } from '../../protocol/errors.ts'
import { NAMED } from '../../protocol/thread/events.ts'
import type { Named } from '../../protocol/thread/team.ts'
import { nameText } from '../cases/judged.ts'
import { atCase, refuseVoid } from '../cases/open.ts'
import { queueUp } from '../cases/queue.ts'
import { withVaultOptions } from '../desk.ts'
import { oneOf } from '../one-of.ts'
import { addCommand, type CommandModule, groups } from '../program.ts'
import type { SettingFlags } from '../settings.ts'
import { shortText } from '../words.ts'

interface Flags extends SettingFlags {
  readonly remove?: boolean
}

const LONGEST = 200

export const name: CommandModule = {
  register(program, context) {
    const command = addCommand(program, {
      usage: 'name <case> <kind> <name>',
      group: groups.investigators,
      summary: 'name a person, an organisation or a place that a case is about',
      about:
        'Writes down whom or what a case is about, for everybody who can open it, so that other cases about it are found. ' +
        'A name counts letter for letter. The source never sees it.',
      examples: [
        ['candor name 1 person "A. Serikov"', 'names a person'],
        ['candor name 1 place Almaty --remove', 'takes a name away'],
      ],
    }).option('--remove', 'take the name away')
    withVaultOptions(command).action(
      async (ref: string, kindText: string, nameGiven: string, flags: Flags) => {
        const kind = oneOf(NAMED, kindText, 'what can be named')
        const text = shortText(nameGiven.normalize('NFC'), LONGEST, 'the name')
        if (text === '') throw new CandorError('usage', 'the name is empty', 'write the name')
        const on = flags.remove !== true
        await atCase(context, ref, flags, (open) => {
          refuseVoid(open.casework)
          const named = { kind, name: text }
          if (!on) refuseUnknown(open.casework, named)
          const done = on
            ? `It names ${nameText(named)} now.`
            : `It does not name ${nameText(named)} any more.`
          queueUp(context, open, { thread: 'team', event: { type: 'name', ...named, on } }, done)
        })
      },
    )
  },
}

/** @throws `usage` for a name that the case does not have */
function refuseUnknown({ number, file, waiting }: Casework, wanted: Named): void {
  const coming = waiting.flatMap(({ event }) => (event.type === 'name' && event.on ? [event] : []))
  const there: readonly Named[] = [...file.names, ...coming]
  if (there.some(({ kind, name: each }) => kind === wanted.kind && each === wanted.name)) return
  const hint = there.length === 0 ? 'nobody has named any' : `it names: ${there.map(nameText).join(', ')}`
  throw new CandorError('usage', `case ${number} does not name ${nameText(wanted)}`, hint)
}
