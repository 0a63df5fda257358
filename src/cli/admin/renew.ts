import { blocksOf } from '../../admin/publish.ts'
import { type Kept, renewLists } from '../../admin/renew.ts'
import { epochOfDay } from '../../protocol/time.ts'
import { labelOf } from '../cases/people.ts'
import { today } from '../cases/when.ts'
import { addCommand, type CommandModule, type Context, groups } from '../program.ts'
import { type DraftFlags, draft, outOption } from './draft.ts'
import { openOffice, withServer } from './place.ts'

export const renew: CommandModule = {
  register(program, context) {
    const command = addCommand(program, {
      usage: 'renew',
      group: groups.admins,
      summary: 'take in everybody’s newest keys, for another year',
      about:
        'Drafts a keyring with the newest keys that each investigator’s software has handed in, valid for 365 days from now. ' +
        'Keys that their owner did not sign, that go back, or that nobody could seal to are left out, and named. Nobody’s approval is needed.',
      examples: [['candor admin renew', 'drafts it; candor admin status says when it is time']],
    })
    withServer(command)
      .addOption(outOption())
      .action((flags: DraftFlags) => renewAll(context, flags))
  },
}

const WHY: Readonly<Record<Kept, string>> = {
  none: 'has handed in no keys since',
  same: 'has no newer keys',
  unsigned: 'did not sign the keys that the server has: they are left out',
  earlier: 'has keys at the server that end earlier than those that are listed: they are left out',
  later: 'has keys at the server that begin only later: they are left out',
  'other-keys': 'has other keys at the server for weeks that are listed: they are left out',
  'no-key': 'has a key at the server that is none: they are left out',
}

/** What is no cause for concern. */
const USUAL: readonly Kept[] = ['none', 'same']

async function renewAll(context: Context, flags: DraftFlags): Promise<void> {
  const { terminal } = context
  const office = await openOffice(context, flags)
  const { recipients } = office.newest.keyring
  const blocks = await terminal.during('fetching keys', () => blocksOf(office.session.api, recipients))
  const renewal = renewLists(office.p, recipients, blocks, epochOfDay(today(context)))
  for (const recipient of recipients) {
    const why = renewal.kept.get(recipient.id)
    if (why === undefined) continue
    const text = `${labelOf(recipient)} ${WHY[why]}.`
    terminal.note(USUAL.includes(why) ? text : { text: `warning: ${text}`, style: 'red' })
  }
  await draft(context, office, { recipients: [...renewal.recipients] }, renewal.blocks, flags)
}
