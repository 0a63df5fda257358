import { enrol as enrolIn, withEnrolled } from '../../admin/enrol.ts'
import { CandorError } from '../../protocol/errors.ts'
import { epochOfDay } from '../../protocol/time.ts'
import { labelOf } from '../cases/people.ts'
import { today } from '../cases/when.ts'
import { addCommand, type CommandModule, type Context, groups } from '../program.ts'
import { saysYes } from '../prompt.ts'
import { type DraftFlags, draft, outOption } from './draft.ts'
import { readRequest } from './files.ts'
import { collect } from './init.ts'
import { openOffice, withServer, yesOption } from './place.ts'
import { fingerprintOfRecipient } from './show-ceremony.ts'

interface Flags extends DraftFlags {
  readonly desk?: string
  readonly label: readonly string[]
}

export const enrol: CommandModule = {
  register(program, context) {
    const command = addCommand(program, {
      usage: 'enrol <request>',
      group: groups.admins,
      summary: 'let somebody in, or replace their identity',
      about:
        'Drafts a keyring that lists somebody new, or somebody with a new identity. Compare the twelve words with the person over another channel, ' +
        'by voice or face to face: whoever made the request will read tips. More than half of the colleagues must approve it.',
      examples: [
        ['candor admin enrol dana.json --desk north', 'drafts a keyring with one more reader'],
        [
          'candor admin enrol dana.json --desk north --label Dana --label Дана --label Дана',
          'with the name that sources see, in each language',
        ],
      ],
    })
    withServer(command)
      .addOption(outOption())
      .addOption(yesOption())
      .option('--desk <desks>', 'the desks, with commas between')
      .option('--label <text>', 'the name in each language, in the order of the languages', collect, [])
      .action((file: string, flags: Flags) => enrolOne(context, file, flags))
  },
}

async function enrolOne(context: Context, file: string, flags: Flags): Promise<void> {
  const { terminal } = context
  const office = await openOffice(context, flags)
  const { p, newest } = office
  const request = await readRequest(p, file)
  const desks = flags.desk?.split(',') ?? []
  const enrolled = enrolIn(
    p,
    newest.keyring,
    request,
    { desks, label: flags.label },
    epochOfDay(today(context)),
  )
  const { replaces } = enrolled
  terminal.line(
    replaces === null
      ? `${labelOf(enrolled.recipient)} asks to be let in with these words:`
      : `This replaces the identity of ${labelOf(replaces)}. The words of the new one:`,
  )
  terminal.block(fingerprintOfRecipient(p, request))
  await askCompared(context, flags)
  terminal.line()
  const recipients = withEnrolled(newest.keyring.recipients, enrolled)
  await draft(context, office, { recipients }, [enrolled.block], flags)
}

async function askCompared(context: Context, { yes }: Flags): Promise<void> {
  const question = 'Did you compare these words with the person, over another channel?'
  if (yes === true || (await saysYes(context, question))) return
  throw new CandorError('usage', 'nothing was drafted', 'compare the words first, by voice or face to face')
}
