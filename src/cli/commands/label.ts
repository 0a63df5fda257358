import type { Casework } from '../../desk/casework/casework.ts'
import { CandorError } from '../../protocol/errors.ts'
import { atCase, refuseVoid } from '../cases/open.ts'
import { queueUp } from '../cases/queue.ts'
import { withVaultOptions } from '../desk.ts'
import { addCommand, type CommandModule, groups } from '../program.ts'
import type { SettingFlags } from '../settings.ts'
import { shortText } from '../words.ts'

interface Flags extends SettingFlags {
  readonly remove?: boolean
}

const LONGEST = 60
const MOST = 20

export const label: CommandModule = {
  register(program, context) {
    const command = addCommand(program, {
      usage: 'label <case> <labels...>',
      group: groups.investigators,
      summary: 'put labels on a case, or take them off',
      about:
        'Puts labels on a case, for everybody who can open it. One that begins with + is put on, one that begins with - is taken off. ' +
        'The source never sees them.',
      examples: [
        ['candor label 1 procurement', 'puts one on'],
        ['candor label 1 +procurement -urgent', 'puts one on and takes one off'],
        ['candor label 1 urgent --remove', 'takes one off'],
      ],
    }).option('--remove', 'take them off')
    // A label with a minus looks like an option.
    withVaultOptions(command.allowUnknownOption()).action(
      async (ref: string, labels: readonly string[], flags: Flags) => {
        const event = changesIn(labels, flags.remove === true)
        await atCase(context, ref, flags, (open) => {
          refuseVoid(open.casework)
          refuseUnknown(open.casework, event.remove)
          const done = [...said('On it now', event.add), ...said('Taken off', event.remove)].join(' ')
          queueUp(context, open, { thread: 'team', event }, done)
        })
      },
    )
  },
}

/** @throws `usage` for a label that the case does not have */
function refuseUnknown({ number, file, waiting }: Casework, remove: readonly string[]): void {
  const coming = waiting.flatMap(({ event }) => (event.type === 'label' ? event.add : []))
  const there = [...file.labels, ...coming]
  const unknown = remove.find((each) => !there.includes(each))
  if (unknown === undefined) return
  const hint = there.length === 0 ? 'it has none' : `it has: ${there.join(', ')}`
  throw new CandorError('usage', `case ${number} has no label “${unknown}”`, hint)
}

const said = (what: string, labels: readonly string[]) =>
  labels.length === 0 ? [] : [`${what}: ${labels.join(', ')}.`]

function changesIn(words: readonly string[], removing: boolean) {
  const changes = words.map((word) => ({
    on: word.startsWith('-') ? false : word.startsWith('+') || !removing,
    name: shortText(word.replace(/^[+-]/, '').normalize('NFC'), LONGEST, `the label “${word}”`),
  }))
  if (changes.some(({ name }) => name === ''))
    throw new CandorError('usage', 'a label is empty', 'write a word for it')
  const named = (on: boolean) => [
    ...new Set(changes.filter((each) => each.on === on).map(({ name }) => name)),
  ]
  const [add, remove] = [named(true), named(false)]
  if (Math.max(add.length, remove.length) > MOST)
    throw new CandorError('usage', `these are more than ${MOST} labels`, 'give some of them, then the others')
  return { type: 'label' as const, add, remove }
}
