import { blocksOf, waitingFor } from '../../admin/publish.ts'
import { daysOfKeys, type Task, tasksOf, URGENT_DAYS } from '../../admin/standing.ts'
import type { Keyring } from '../../protocol/keyring/statement.ts'
import type { WireRecipients } from '../../protocol/wire.ts'
import { oneLine } from '../cases/one-line.ts'
import { inWords, labelOf } from '../cases/people.ts'
import { today } from '../cases/when.ts'
import { Finding } from '../exit.ts'
import { addCommand, type CommandModule, type Context, groups, options } from '../program.ts'
import type { Piece } from '../terminal.ts'
import { deskText, lastDay } from './change-words.ts'
import { askVisits } from './leaving.ts'
import { openOffice, withServer } from './place.ts'
import { type RootFlags, rootFileOption } from './unlock-roots.ts'

export const status: CommandModule = {
  register(program, context) {
    const command = addCommand(program, {
      usage: 'status',
      group: groups.admins,
      summary: 'see what has to be done',
      about:
        'Says until when the keyring and everybody’s keys last, who has not fetched anything for days, where there is only one person at a desk, and which new keys wait to be taken in. ' +
        'Ends with 0 when all is well, and with 1 when there is something to do.',
      examples: [['candor admin status', 'looks at the server and says what there is to do']],
    })
    withServer(command)
      .addOption(options.passwordFile())
      .addOption(rootFileOption())
      .action((flags: RootFlags) => showStatus(context, flags))
  },
}

async function showStatus(context: Context, flags: RootFlags): Promise<void> {
  const { terminal } = context
  const office = await openOffice(context, flags)
  const { keyring } = office.newest
  const { api } = office.session
  const visits = await askVisits(context, office, flags)
  const blocks = await terminal.during('fetching keys', () => blocksOf(api, keyring.recipients))
  const waiting = await waitingFor(office.p, api, keyring)
  const sight = { keyring, today: today(context), blocks, waitingFor: waiting, visits }
  const behind: Task[] =
    office.held < office.chain.trail.length ? [{ type: 'server-behind', held: office.held }] : []
  const tasks = [...behind, ...tasksOf(office.p, sight)]
  showPeople(context, keyring, visits)
  for (const task of tasks) terminal.line(sentenceOf(task, keyring))
  if (visits === null)
    terminal.line(
      'Who fetched what could not be asked: it needs a root key here that the server knows, and its password.',
    )
  terminal.line(tasks.length === 0 ? { text: 'There is nothing to do.', style: 'green' } : '')
  terminal.result({ keyring: keyring.seq, validUntil: keyring.validUntil, visits, tasks })
  if (tasks.length > 0) throw new Finding('other')
}

function showPeople(context: Context, keyring: Keyring, visits: WireRecipients | null): void {
  const { terminal } = context
  terminal.line({ text: `Keyring ${keyring.seq} of ${oneLine(keyring.name[0] ?? '')}`, style: 'strong' })
  terminal.line(`valid until ${keyring.validUntil}`)
  terminal.line()
  terminal.table(
    [
      { title: 'recipient' },
      { title: 'desks' },
      { title: 'keys until', keep: true },
      { title: 'last sync', keep: true },
    ],
    keyring.recipients.map((each): Piece[] => [
      labelOf(each),
      each.desks.join(', '),
      daysOfKeys(each, today(context)) < 0 ? { text: lastDay(each), style: 'red' } : lastDay(each),
      visits === null
        ? 'not known'
        : visits.recipients.find(({ id }) => id === each.id)?.seen || 'none known',
    ]),
  )
  terminal.line()
}

function sentenceOf(task: Task, keyring: Keyring): Piece {
  const urgent = 'days' in task && task.days <= URGENT_DAYS
  return { text: textOf(task, keyring), style: urgent ? 'red' : 'yellow' }
}

type Words = {
  readonly [Type in Task['type']]: (
    task: Task & { readonly type: Type },
    named: (ids: readonly string[]) => string,
    desks: Keyring['desks'],
  ) => string
}

const WORDS: Words = {
  'keyring-ends': ({ days, until }) =>
    days < 0
      ? `The keyring ended on ${until}: nobody can send anything. Run candor admin renew.`
      : `The keyring ends on ${until}, in ${days} days. Run candor admin renew.`,
  'keys-end': ({ days, recipientId }, named) =>
    days < 0
      ? `The keys of ${named([recipientId])} are past their end, and their last one stays in use. Have them sync, then run candor admin renew.`
      : `The keys of ${named([recipientId])} last ${days} more days. Have them sync, then run candor admin renew.`,
  'not-synced': ({ seen, recipientId }, named) =>
    seen === ''
      ? `The server knows of no sync of ${named([recipientId])}: there was none yet, or it was set back to a backup since. Have them sync.`
      : `${named([recipientId])} has not fetched anything since ${seen}.`,
  'one-person': ({ recipientId, desk }, named, desks) =>
    `Only ${named([recipientId])} is at ${deskText(desks, desk)}: what is sent there is lost with their vault.`,
  'newer-keys': ({ recipientIds }, named) =>
    `New keys of ${named(recipientIds)} wait to be taken in. Run candor admin renew.`,
  'not-served': ({ recipientIds }, named) =>
    `Sources are not given this keyring before the keys of ${named(recipientIds)} are there. Have them sync.`,
  'server-behind': ({ held }) =>
    `The server has only ${held} of the keyrings known here: it was set back. Publish the last proposal again.`,
}

function textOf(task: Task, { recipients, desks }: Keyring): string {
  const words = WORDS[task.type] as (
    of: Task,
    named: (ids: readonly string[]) => string,
    desks: Keyring['desks'],
  ) => string
  const named = (ids: readonly string[]) =>
    inWords(recipients.filter(({ id }) => ids.includes(id)).map(labelOf))
  return words(task, named, desks)
}
