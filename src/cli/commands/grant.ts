import type { Casework } from '../../desk/casework/casework.ts'
import { grant as grantCase, whyNotGranted } from '../../desk/casework/comings.ts'
import { CandorError } from '../../protocol/errors.ts'
import { atCase, refuseVoid } from '../cases/open.ts'
import { findNamed, inWords, labelOf, type Named, nameOf } from '../cases/people.ts'
import { sayWaits, timingOf } from '../cases/queue.ts'
import { withVaultOptions } from '../desk.ts'
import { addCommand, type CommandModule, groups } from '../program.ts'
import type { SettingFlags } from '../settings.ts'

interface Flags extends SettingFlags {
  readonly again?: boolean
}

export const grant: CommandModule = {
  register(program, context) {
    const command = addCommand(program, {
      usage: 'grant <case> <name>',
      group: groups.investigators,
      summary: 'let a colleague read a case that did not reach them',
      about:
        'Lets somebody of the organisation read a case from its tip on, with everything that was said and done in it. ' +
        'Whom the source left out can never be let in. Colleagues see who let whom in, and when.',
      examples: [
        ['candor grant 1 saule', 'lets a colleague read case 1'],
        ['candor grant 1 saule --again', 'hands the keys over once more, where something cannot be read'],
      ],
    }).option('--again', 'also where they read it already: hand the keys over once more')
    withVaultOptions(command).action((ref: string, who: string, flags: Flags) =>
      atCase(context, ref, flags, (open) => {
        const { p, vault, cabinet, casework, settings } = open
        refuseVoid(casework)
        const person = chosen(casework, vault.identity.recipientId, who, flags.again === true)
        const timing = timingOf(context, settings)
        const to = { to: person.id, again: flags.again === true }
        const waiting = grantCase(p, vault, cabinet, casework.number, to, timing)
        const done = `${labelOf(person)} will be able to read the whole case.`
        sayWaits(context, open, waiting, done, timing.now)
      }),
    )
  },
}

/** @throws `usage` for whoever reads it already, or whom the source left out */
function chosen({ people, trail, keyring }: Casework, me: string, who: string, again: boolean): Named {
  const person = findNamed((trail.at(-1)?.keyring ?? keyring).recipients, who, 'colleague')
  const why = people === null ? 'unlisted' : whyNotGranted(people, person.id)
  if (why === null || (again && why === 'reads' && person.id !== me)) return person
  const name = person.id === me ? 'you' : labelOf(person)
  const possible = (people?.candidates ?? []).map((id) => nameOf(trail, id))
  const hint =
    possible.length > 0 ? `it can be granted to ${inWords(possible, 'or')}` : 'there is nobody else'
  if (why === 'left-out')
    throw new CandorError('usage', `the source left ${name} out: nobody can let them read this case`, hint)
  throw new CandorError('usage', `${name} can read this case already`, hint)
}
