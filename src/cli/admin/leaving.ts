import { checkHandover, desksAloneAt } from '../../admin/leaving.ts'
import { readFileBytes } from '../../keyfile/whole-file.ts'
import { CandorError, isCandorError } from '../../protocol/errors.ts'
import { type Handover, parseHandover } from '../../protocol/handover.ts'
import type { Recipient } from '../../protocol/keyring/statement.ts'
import { dayText } from '../../protocol/time.ts'
import type { WireRecipients } from '../../protocol/wire.ts'
import { oneLine } from '../cases/one-line.ts'
import { findNamed, inWords, labelOf } from '../cases/people.ts'
import { today } from '../cases/when.ts'
import { addCommand, type CommandModule, type Context, groups, options } from '../program.ts'
import { deskText } from './change-words.ts'
import { type DraftFlags, draft, outOption } from './draft.ts'
import { type Office, openOffice, withServer } from './place.ts'
import { type RootFlags, rootAuthorizer, rootFileOption, rootPaths, unlockRoots } from './unlock-roots.ts'

interface Flags extends DraftFlags {
  readonly handover?: string | false
  readonly withoutHandover?: boolean
}

export const remove: CommandModule = {
  register(program, context) {
    const command = addCommand(program, {
      usage: 'remove <name>',
      group: groups.admins,
      summary: 'take somebody out',
      about:
        'Drafts a keyring without somebody: what is sent from then on, they cannot read. What was sealed to them before, they still can, as long as they keep their vault. ' +
        'Their handover file says that nothing is theirs alone; candor handover writes it. Nobody’s approval is needed.',
      examples: [
        ['candor admin remove dana --handover handover.json', 'drafts it'],
        [
          'candor admin remove dana --without-handover',
          'for somebody who is gone: what only they could open is lost',
        ],
      ],
    })
    withServer(command)
      .addOption(outOption())
      .option('--handover <file>', 'what candor handover wrote in their vault')
      .option('--without-handover', 'for somebody who cannot make one any more')
      .action((name: string, flags: Flags) => removeOne(context, name, flags))
  },
}

export const handover: CommandModule = {
  register(program, context) {
    const command = addCommand(program, {
      usage: 'handover <name> [file]',
      group: groups.admins,
      summary: 'see what would be lost if somebody were removed',
      about:
        'Lists what is somebody’s alone: desks at which there is nobody else, tips that they have not fetched yet, and what their own vault says in a handover file.',
      examples: [['candor admin handover dana handover.json', 'says whether dana can be removed']],
    })
    withServer(command)
      .addOption(options.passwordFile())
      .addOption(rootFileOption())
      .action((name: string, file: string | undefined, flags: RootFlags) =>
        showHandover(context, name, file, flags),
      )
  },
}

async function removeOne(context: Context, name: string, flags: Flags): Promise<void> {
  const office = await openOffice(context, flags)
  const { keyring } = office.newest
  const person = findNamed(keyring.recipients, name, 'recipient')
  const alone = desksAloneAt(keyring, person)
  if (alone.length > 0)
    throw new CandorError(
      'nobody_left',
      `nobody else is at ${inWords(alone.map((id) => deskText(keyring.desks, id)))}`,
      'put somebody else there first, with candor admin enrol or candor admin change --at',
    )
  if (flags.withoutHandover === true) warn(context, person)
  else await checkFile(context, office, person, flags.handover)
  const recipients = keyring.recipients.filter(({ id }) => id !== person.id)
  await draft(context, office, { recipients }, [], flags)
}

const warn = ({ terminal }: Context, person: Recipient) =>
  terminal.note(
    { text: 'warning:', style: 'red' },
    ` without a handover, tips and cases that only ${labelOf(person)} could open are lost, and nobody knows which`,
  )

async function checkFile(
  context: Context,
  office: Office,
  person: Recipient,
  file: Flags['handover'],
): Promise<void> {
  if (typeof file !== 'string')
    throw new CandorError(
      'handover_needed',
      `it is not known what only ${labelOf(person)} could open`,
      'have them run candor handover, and name the file with --handover; for somebody who is gone: --without-handover',
    )
  const said = await readHandover(office, file)
  checkHandover(person, said, await fetchedAll(office, said), today(context))
}

const readHandover = async ({ p, newest }: Office, file: string): Promise<Handover> =>
  parseHandover(p, newest, await readFileBytes(file))

/** Whether the public list has nothing that came before the day of the handover and after what they had. */
async function fetchedAll({ session }: Office, { batch, day }: Handover): Promise<boolean> {
  for (let after = batch; ; ) {
    const page = await session.api.entries(after)
    if (page.rows.some((row) => row.day < day && row.batch > batch)) return false
    if (!page.more || page.next <= after) return true
    after = page.next
  }
}

async function showHandover(
  context: Context,
  name: string,
  file: string | undefined,
  flags: RootFlags,
): Promise<void> {
  const { terminal } = context
  const office = await openOffice(context, flags)
  const { keyring } = office.newest
  const person = findNamed(keyring.recipients, name, 'recipient')
  const alone = desksAloneAt(keyring, person)
  const visits = await askVisits(context, office, flags)
  const said = file === undefined ? null : await readHandover(office, file)
  if (said !== null && said.recipientId !== person.id)
    throw new CandorError(
      'handover_needed',
      'this handover is of somebody else',
      'name the file that they made',
    )
  terminal.line({ text: labelOf(person), style: 'strong' })
  for (const id of alone)
    terminal.line(`Nobody else is at ${deskText(keyring.desks, id)}: put somebody there first.`)
  if (alone.length === 0) terminal.line('There is somebody else at each of their desks.')
  terminal.line(fetchedText(visits, person))
  for (const each of said?.alone ?? []) terminal.line(`Theirs alone: ${oneLine(each)}`)
  terminal.line(saidText(said))
  const visit = visits?.recipients.find(({ id }) => id === person.id) ?? null
  terminal.result({
    recipient: person.id,
    aloneAt: alone,
    fetched: visit?.fetched ?? null,
    newest: visits?.newest ?? null,
    handover: said === null ? null : { day: dayText(said.day), batch: said.batch, alone: said.alone },
  })
}

function fetchedText(visits: WireRecipients | null, { id }: Recipient): string {
  if (visits === null) return 'Whether they fetched everything could not be asked: there is no root key here.'
  const { fetched = 0 } = visits.recipients.find((each) => each.id === id) ?? {}
  return fetched >= visits.newest
    ? 'They have fetched every tip.'
    : 'They have not fetched every tip yet: have them run candor sync.'
}

function saidText(said: Handover | null): string {
  if (said === null)
    return 'What their vault holds is not known: have them run candor handover, and name the file.'
  if (said.alone.length > 0) return 'They hand those over with candor grant.'
  return `Their vault says, on ${dayText(said.day)}, that nothing is theirs alone.`
}

/** Who fetched what; null without a root key here, or without its password. */
export async function askVisits(
  context: Context,
  { p, folder, newest, session, held, chain }: Office,
  flags: RootFlags,
): Promise<WireRecipients | null> {
  if ((await rootPaths(folder, flags)).length === 0) return null
  try {
    const { roots } = await unlockRoots(context, p, folder, flags)
    const root = roots.find(({ key }) => newest.keyring.roots.includes(key))
    return root === undefined ? null : await session.api.recipients(rootAuthorizer(p, newest.orgId, root))
  } catch (error) {
    if (isCandorError(error, 'password_missing')) return null
    // A server that was set back may know older root keys only.
    if (held < chain.trail.length && isCandorError(error, 'recipient_unknown')) return null
    throw error
  }
}
