import type { Casework } from '../../desk/casework/casework.ts'
import { CandorError } from '../../protocol/errors.ts'
import { circlesOf } from '../../protocol/tip.ts'
import { atCase, refuseVoid } from '../cases/open.ts'
import { findNamed, inWords, labelOf, type Named } from '../cases/people.ts'
import { queueUp } from '../cases/queue.ts'
import { everRanOut, today } from '../cases/when.ts'
import { withVaultOptions } from '../desk.ts'
import { addCommand, type CommandModule, groups } from '../program.ts'
import type { SettingFlags } from '../settings.ts'

export const assign: CommandModule = {
  register(program, context) {
    const command = addCommand(program, {
      usage: 'assign <case> <who>',
      group: groups.investigators,
      summary: 'say who takes care of a case',
      about:
        'Gives a case to a colleague who can open it: by name, by the beginning of the name, as me, or as nobody. ' +
        'Colleagues who can open the case see it; the source never does.',
      examples: [
        ['candor assign 1 me', 'takes it'],
        ['candor assign 1 aigerim', 'gives it to a colleague'],
      ],
    })
    withVaultOptions(command).action((ref: string, who: string, flags: SettingFlags) =>
      atCase(context, ref, flags, (open) => {
        refuseVoid(open.casework)
        const to = chosen(open.casework, open.vault.identity.recipientId, who, today(context))
        const event = { type: 'assign', to: to?.id ?? '' } as const
        const done = to === null ? 'The case is nobody’s now.' : `The case is given to ${labelOf(to)}.`
        queueUp(context, open, { thread: 'team', event }, done)
      }),
    )
  },
}

/** @throws `usage` for whoever could not open the case */
function chosen(casework: Casework, me: string, who: string, now: number): Named | null {
  if (who === 'nobody') return null
  const { recipients } = casework.trail.at(-1)?.keyring ?? casework.keyring
  const person = findNamed(recipients, who === 'me' ? me : who, 'colleague')
  const readers = readersOf(casework, now)
  if (readers.some(({ id }) => id === person.id)) return person
  throw new CandorError(
    'usage',
    `${labelOf(person)} cannot open this case`,
    `these can: ${inWords(readers.map(labelOf))}`,
  )
}

/** Who sees the case: those whom it reached at once or was granted to, and the others when a clock has run out. */
function readersOf({ record, keyring, clocks, people, trail }: Casework, now: number): readonly Named[] {
  if (record.opened.status === 'void' || clocks === null || people === null) return []
  const circles = circlesOf(keyring, record.opened.tip)
  const escalated = [clocks.acknowledge, clocks.feedback].some((clock) => everRanOut(clock, now))
  const waiting = keyring.recipients.filter((_, i) => circles[i] === 'escalate').map(({ id }) => id)
  const granted = people.moves.flatMap(({ event }) => (event.type === 'grant' ? [event.to] : []))
  const see = people.members.filter((id) => escalated || granted.includes(id) || !waiting.includes(id))
  return (trail.at(-1)?.keyring ?? keyring).recipients.filter(({ id }) => see.includes(id))
}
