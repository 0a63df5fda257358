import type { ReplyEvent, Told } from '../../protocol/thread/events.ts'
import { Finding } from '../exit.ts'
import type { Context } from '../program.ts'
import { saysYes } from '../prompt.ts'
import type { SettingFlags } from '../settings.ts'
import { atCase, type OpenCase, refuseVoid } from './open.ts'
import { nameOf } from './people.ts'
import { queueUp } from './queue.ts'

export interface SayFlags extends SettingFlags {
  readonly file?: string
  readonly yes?: boolean
}

/** What a person says to a source. */
type Said = Extract<ReplyEvent, { readonly type: 'say' | 'ask' | 'tell' }>

/** The sentences in which the form tells it. */
const TOLD: Readonly<Record<Told, string>> = {
  'under-review': 'They are looking into your tip.',
  acted: 'Something has been done because of your tip.',
  'passed-on': 'Your tip has been passed on to those who can deal with it.',
  closed: 'They have finished with your tip.',
}

/** Says something in the conversation, once the person has seen it as the source will. */
export const toSource = (
  context: Context,
  ref: string,
  flags: SayFlags,
  compose: () => Promise<Said>,
): Promise<void> =>
  atCase(context, ref, flags, async (open) => {
    refuseVoid(open.casework)
    const event = await compose()
    show(context, open, event)
    if (!(await mayLeave(context, flags))) throw notSent(context)
    queueUp(context, open, { thread: 'conversation', event }, 'It is sealed for the source.')
  })

function show({ terminal }: Context, { casework, vault }: OpenCase, event: Said): void {
  const { number, record, trail } = casework
  const me = nameOf(trail, vault.identity.recipientId)
  terminal.line(`To the source of ${number}, ${record.name}, who will see it as from `, {
    text: `${me}:`,
    style: 'strong',
  })
  terminal.line()
  if (event.type === 'ask') terminal.line('  They ask you:')
  if (event.type === 'tell') terminal.line(`  ${TOLD[event.status]}`)
  if (event.text !== '') terminal.block(event.text)
  terminal.line()
}

const mayLeave = async (context: Context, { yes }: SayFlags): Promise<boolean> =>
  yes === true || context.terminal.json || (await saysYes(context, 'Send this to the source?'))

function notSent({ terminal }: Context): Finding {
  terminal.note('Nothing was sent.')
  return new Finding('other')
}
