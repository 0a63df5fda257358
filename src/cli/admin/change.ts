import { sameForm } from '../../admin/form-files.ts'
import { parseOrganisationFile } from '../../admin/organisation-file.ts'
import type { KeyringChanges } from '../../admin/successor.ts'
import { readFileBytes } from '../../keyfile/whole-file.ts'
import { CandorError } from '../../protocol/errors.ts'
import type { Keyring, Recipient } from '../../protocol/keyring/statement.ts'
import { findNamed, inWords, labelOf } from '../cases/people.ts'
import { formIn, RELEASED_FORM } from '../form-folder.ts'
import { addCommand, type CommandModule, type Context, groups } from '../program.ts'
import { type DraftFlags, draft, outOption } from './draft.ts'
import { collect } from './init.ts'
import { openOffice, withServer } from './place.ts'

interface Flags extends DraftFlags {
  readonly at: readonly string[]
  readonly label: readonly string[]
}

export const change: CommandModule = {
  register(program, context) {
    const command = addCommand(program, {
      usage: 'change [organisation]',
      group: groups.admins,
      summary: 'change desks, names, questions or deadlines',
      about:
        'Drafts a keyring with another description of the organisation, with other desks for somebody, or with another name that sources see. ' +
        'candor admin template --current writes the description of today. Whoever reads more than before, and other names, need the approval of colleagues.',
      examples: [
        ['candor admin change organisation.json', 'drafts what the file says'],
        ['candor admin change --at dana=north,south', 'gives somebody other desks'],
        ['candor admin change --label "dana=Dana A.|Дана А.|Дана А."', 'calls somebody otherwise'],
      ],
    })
    withServer(command)
      .addOption(outOption())
      .option('--at <who=desks>', 'other desks for somebody, with commas between', collect, [])
      .option('--label <who=texts>', 'another name, one for each language, with | between', collect, [])
      .action((file: string | undefined, flags: Flags) => changeIt(context, file, flags))
  },
}

export const form: CommandModule = {
  register(program, context) {
    const command = addCommand(program, {
      usage: 'form [folder]',
      group: groups.admins,
      summary: 'sign the files of the form',
      about:
        'Drafts a keyring that lists the files of a built form, so that anyone can tell whether a server hands out just these. ' +
        'Without a folder it is the form that this release brings.',
      examples: [['candor admin form', 'drafts a keyring with the files of this release']],
    })
    withServer(command)
      .addOption(outOption())
      .action((folder: string | undefined, flags: DraftFlags) => signForm(context, folder, flags))
  },
}

async function changeIt(context: Context, file: string | undefined, flags: Flags): Promise<void> {
  const office = await openOffice(context, flags)
  const { keyring } = office.newest
  const described = file === undefined ? {} : await describedIn(file, keyring)
  const next = { ...keyring, ...described }
  const moved = flags.at.reduce((recipients, wish) => atDesks(next, recipients, wish), keyring.recipients)
  const named = flags.label.reduce((recipients, wish) => labelled(next, recipients, wish), moved)
  const recipients = named.map((each) => withinDesks(next, each))
  await draft(context, office, { ...described, recipients }, [], flags)
}

async function describedIn(file: string, { logKeys: before }: Keyring): Promise<KeyringChanges> {
  const { candor: _, version: __, logKeys, ...rest } = parseOrganisationFile(file, await readFileBytes(file))
  return { ...rest, logKeys: logKeys.length > 0 ? logKeys : before }
}

/** A desk that is closed has nobody at it. */
function withinDesks({ desks }: Pick<Keyring, 'desks'>, recipient: Recipient): Recipient {
  const kept = desks.map(({ id }) => id).filter((id) => recipient.desks.includes(id))
  if (kept.length > 0) return { ...recipient, desks: kept }
  throw new CandorError(
    'usage',
    `${labelOf(recipient)} would have no desk`,
    'give them another with --at, or remove them first',
  )
}

function atDesks({ desks }: Pick<Keyring, 'desks'>, recipients: Recipient[], wish: string): Recipient[] {
  const [who, what] = parted(wish, '--at dana=north,south')
  const person = findNamed(recipients, who, 'recipient')
  const wanted = what.split(',')
  const unknown = wanted.find((id) => !desks.some((each) => each.id === id))
  if (unknown !== undefined)
    throw new CandorError(
      'usage',
      `there is no desk “${unknown}”`,
      `there is ${inWords(desks.map(({ id }) => id))}`,
    )
  return recipients.map((each) => (each.id === person.id ? { ...each, desks: wanted } : each))
}

function labelled(
  { languages }: Pick<Keyring, 'languages'>,
  recipients: Recipient[],
  wish: string,
): Recipient[] {
  const [who, what] = parted(wish, '--label "dana=Dana|Дана|Дана"')
  const person = findNamed(recipients, who, 'recipient')
  const label = what.split('|')
  if (label.length !== languages.length || label.some((text) => text.trim() === ''))
    throw new CandorError(
      'usage',
      `a name is needed in each of the languages: ${inWords(languages)}`,
      'write them with | between, such as --label "dana=Dana|Дана|Дана"',
    )
  return recipients.map((each) => (each.id === person.id ? { ...each, label } : each))
}

function parted(wish: string, example: string): [who: string, what: string] {
  const [, who = '', what = ''] = /^([^=]+)=(.+)$/s.exec(wish) ?? []
  if (what !== '') return [who, what]
  throw new CandorError('usage', `“${wish}” does not say who and what`, `write it like ${example}`)
}

async function signForm(context: Context, folder: string | undefined, flags: DraftFlags): Promise<void> {
  const office = await openOffice(context, flags)
  const files = await formIn(office.p, folder ?? RELEASED_FORM)
  if (files === null)
    throw new CandorError('usage', 'there is no built form in this folder', 'name one, or run npm run setup')
  if (sameForm(files, office.newest.keyring.form)) {
    context.terminal.line('These files are signed already: there is nothing to do.')
    return context.terminal.result({ file: null })
  }
  await draft(context, office, { form: files }, [], flags)
}
